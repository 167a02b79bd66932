import { css } from "lit"

export const zoneStyles = css`
  .zones {
    inline-size: min(420px, calc(100vw - 32px));
    padding: calc(var(--_s) * 5);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    text-align: start;
  }
  .zones::backdrop {
    background: rgb(0 0 0 / 0.4);
  }
  .zones form {
    display: grid;
    gap: calc(var(--_s) * 3);
  }
  .zones :is(input, select) {
    inline-size: 100%;
  }
  .zones .failed {
    color: var(--_danger);
  }
  .zones .buttons {
    justify-content: flex-end;
  }
`
