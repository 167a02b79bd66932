import { css } from "lit"

export const addCreditsStyles = css`
  .stack {
    display: grid;
    gap: calc(var(--_s) * 4);
    align-content: start;
    min-inline-size: 0;
  }
  .head {
    align-items: baseline;
  }
  .columns {
    display: grid;
    gap: calc(var(--_s) * 5);
  }
  .sum {
    background: var(--_sunken);
    border-radius: calc(var(--_radius) * 0.75);
    padding: calc(var(--_s) * 4);
  }
  .sandbox {
    color: var(--_warning);
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  legend,
  label {
    padding: 0;
    font-weight: 550;
    font-size: 0.933em;
  }
  .tiles {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_s) * 2);
    margin-block-start: calc(var(--_s) * 1.5);
  }
  .tile {
    position: relative;
    display: grid;
    place-items: center;
    flex: 1 1 4.5em;
    min-block-size: calc(var(--_s) * 12);
    padding: 2px calc(var(--_s) * 1.5);
    white-space: nowrap;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.66);
    font-size: 1.067em;
    cursor: pointer;
  }
  .tile:hover {
    background: var(--_sunken);
  }
  .tile input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .tile:has(:checked) {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
    background: color-mix(in oklab, var(--_accent), var(--_surface) 92%);
    font-weight: 650;
  }
  .tile:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .field {
    display: grid;
    gap: calc(var(--_s) * 1);
    align-content: start;
  }
  .box {
    display: flex;
    align-items: center;
    gap: 0.4em;
    min-block-size: max(calc(var(--_s) * 9), 32px);
    padding: 0 calc(var(--_s) * 2.5);
    border: 1px solid color-mix(in oklab, var(--_border), var(--_muted) 60%);
    border-radius: calc(var(--_radius) * 0.5);
    background: var(--_surface);
  }
  input,
  select {
    font: inherit;
    color: inherit;
    min-inline-size: 0;
    accent-color: var(--_accent);
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
  .lines {
    display: grid;
    gap: calc(var(--_s) * 1.5);
  }
  .lines > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
  }
  .lines dt {
    font-size: 1em;
  }
  .lines dd {
    margin-inline-start: auto;
    white-space: nowrap;
  }
  .dim dd {
    color: var(--_muted);
  }
  .total {
    align-items: baseline;
    border-block-start: 1px solid var(--_border);
    padding-block-start: calc(var(--_s) * 2.5);
    margin-block-start: calc(var(--_s) * 1);
  }
  .lines .total dt {
    color: inherit;
    font-weight: 600;
  }
  .total dd {
    font-size: 1.5em;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  fieldset > .field {
    margin-block-start: calc(var(--_s) * 3);
  }
  .how input {
    margin: 0;
  }
  .how label {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 24px;
    font-weight: 400;
  }
  .actions {
    gap: calc(var(--_s) * 2);
  }
  .button {
    display: inline-grid;
    place-items: center;
    text-decoration: none;
  }
  .pay {
    min-block-size: calc(var(--_s) * 11);
    font-size: 1.067em;
  }
  .bones .tile,
  .bones .actions > button {
    inline-size: auto;
    border-color: transparent;
    box-shadow: none;
  }
  .bones .sum {
    background: none;
    border: 1px solid var(--_border);
  }
  .bones .box {
    border-color: transparent;
    background: var(--_sunken);
  }
  .bones input {
    opacity: 0;
  }
  .nowrap {
    flex-wrap: nowrap;
    align-items: start;
  }
  button {
    overflow-wrap: normal;
  }
  [tabindex="-1"]:focus {
    outline: 0;
  }
  @container (inline-size > 620px) {
    .columns {
      grid-template-columns: 1fr minmax(17em, 42%);
      align-items: start;
    }
  }
  @media (forced-colors: active) {
    .tile:has(:checked) {
      outline: 3px solid Highlight;
    }
    .sum {
      border: 1px solid;
    }
  }
`
