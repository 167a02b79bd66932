import { css } from "lit"

export const billingDetailsStyles = css`
  .stack {
    display: grid;
    gap: calc(var(--_s) * 4);
    align-content: start;
    min-inline-size: 0;
  }
  .head {
    min-block-size: max(calc(var(--_s) * 9), 28px);
  }
  .details {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 13em), 1fr));
    gap: calc(var(--_s) * 4);
  }
  .line {
    display: block;
  }
  .line:first-child {
    font-weight: 550;
  }
  .saved {
    color: var(--_success);
  }
  .pairs {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 14em), 1fr));
    gap: calc(var(--_s) * 3) calc(var(--_s) * 4);
  }
  .field {
    display: grid;
    gap: calc(var(--_s) * 1);
    align-content: start;
  }
  .field > p:empty {
    display: none;
  }
  label {
    font-weight: 550;
    font-size: 0.933em;
  }
  input,
  select {
    font: inherit;
    color: inherit;
    min-inline-size: 0;
  }
  .box,
  select {
    display: flex;
    align-items: center;
    inline-size: 100%;
    min-block-size: max(calc(var(--_s) * 9), 32px);
    padding: 0 calc(var(--_s) * 2.5);
    border: 1px solid color-mix(in oklab, var(--_border), var(--_muted) 60%);
    border-radius: calc(var(--_radius) * 0.5);
    background: var(--_surface);
  }
  .box input {
    flex: 1;
    inline-size: 100%;
    padding: 0;
    border: 0;
    background: transparent;
    outline: 0;
    align-self: stretch;
  }
  .box:focus-within {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  .box:has([aria-invalid="true"]),
  select[aria-invalid="true"] {
    border-color: var(--_danger);
  }
  .fault {
    color: var(--_danger);
  }
  [aria-disabled="true"] {
    opacity: 0.7;
    cursor: progress;
  }
  [tabindex="-1"]:focus {
    outline: 0;
  }
  option {
    background: var(--_surface);
    color: var(--_text);
  }
`
