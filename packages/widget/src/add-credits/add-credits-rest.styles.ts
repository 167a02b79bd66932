import { css } from "lit"

/** Of the parts that come when they are needed, and of what is wrong. */
export const restStyles = css`
  .sunken {
    padding: calc(var(--_s) * 4);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_surface);
  }
  .url,
  select {
    inline-size: 100%;
    min-block-size: max(calc(var(--_s) * 9), 32px);
    padding: 0 calc(var(--_s) * 2.5);
    border: 1px solid color-mix(in oklab, var(--_border), var(--_muted) 60%);
    border-radius: calc(var(--_radius) * 0.5);
    background: var(--_surface);
  }
  .box:has([aria-invalid="true"]),
  select[aria-invalid="true"] {
    border-color: var(--_danger);
  }
  .field > p:empty {
    display: none;
  }
  .fault {
    color: var(--_danger);
  }
  .valid {
    color: var(--_text);
  }
  [aria-disabled="true"] {
    opacity: 0.7;
    cursor: progress;
  }
  .pairs {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 10.5em), 1fr));
    gap: calc(var(--_s) * 3);
  }
  .agree {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: calc(var(--_s) * 2);
    min-block-size: 24px;
    font-weight: 400;
  }
  .agree input {
    inline-size: 18px;
    block-size: 18px;
    margin: 0.1em 0 0;
    accent-color: var(--_accent);
  }
  .agree input[aria-invalid="true"] {
    outline: 2px solid var(--_danger);
    outline-offset: 1px;
  }
  [part="consent"] > p:empty {
    display: none;
  }
  .outcome {
    --_tone: var(--_muted);
    display: grid;
    justify-items: center;
    gap: calc(var(--_s) * 3);
    padding-block: calc(var(--_s) * 6);
    text-align: center;
  }
  .outcome.success {
    --_tone: var(--_success);
  }
  .outcome.danger {
    --_tone: var(--_danger);
  }
  .outcome h3 {
    font-size: 1.25em;
    text-wrap: balance;
  }
  .outcome .row {
    justify-content: center;
  }
  .sign {
    display: grid;
    place-items: center;
    inline-size: 3rem;
    block-size: 3rem;
    border-radius: 50%;
    border: 1px solid transparent;
    background: color-mix(in oklab, var(--_tone), var(--_surface) 85%);
    color: var(--_tone);
    font-size: 1.4rem;
    font-weight: 700;
  }
  @media (forced-colors: active) {
    .sign {
      border-color: currentColor;
    }
  }
  details > .stack {
    margin-block-start: calc(var(--_s) * 3);
  }
`
