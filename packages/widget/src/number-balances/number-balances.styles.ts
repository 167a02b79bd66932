import { css } from "lit"

export const numberBalancesStyles = css`
  .stack {
    display: grid;
    gap: calc(var(--_s) * 4);
    align-content: start;
    min-inline-size: 0;
  }
  .sunken {
    background: var(--_sunken);
    border-radius: calc(var(--_radius) * 0.75);
    padding: calc(var(--_s) * 4);
  }
  .dim {
    opacity: 0.55;
  }
  .fault {
    color: var(--_danger);
  }
  .totals {
    display: grid;
    gap: calc(var(--_s) * 2);
  }
  .figure {
    font-size: 1.75em;
    font-weight: 650;
    line-height: 1.15;
  }
  .meter,
  .bar {
    display: flex;
    gap: 2px;
    block-size: calc(var(--_s) * 2.5);
    border-radius: 999px;
    overflow: hidden;
    background: var(--_sunken);
  }
  .shared {
    background: var(--_muted);
  }
  .own,
  .bar > span {
    background: var(--_accent);
  }
  .key {
    display: inline-block;
    inline-size: 0.7em;
    block-size: 0.7em;
    border-radius: 2px;
    margin-inline-end: 0.45em;
  }
  .totals dd {
    font-weight: 600;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    text-align: start;
  }
  th,
  td {
    padding: calc(var(--_s) * 2.5) calc(var(--_s) * 2);
    border-block-start: 1px solid var(--_border);
    text-align: start;
    vertical-align: top;
    font-weight: 400;
  }
  :is(th, td):first-child {
    padding-inline-start: 0;
  }
  :is(th, td):last-child {
    padding-inline-end: 0;
  }
  thead th {
    border: 0;
    padding-block: 0 calc(var(--_s) * 1.5);
    color: var(--_muted);
    font-size: 0.867em;
  }
  .name {
    display: block;
    inline-size: fit-content;
    font-weight: 600;
  }
  tbody .small {
    display: block;
  }
  tbody th .small bdi {
    white-space: nowrap;
  }
  .figures .small {
    display: inline;
    margin-inline-start: 0.35em;
  }
  .bar {
    inline-size: max(var(--whole), 4px);
    block-size: calc(var(--_s) * 1.75);
    margin-block: calc(var(--_s) * 1);
    background: color-mix(in oklab, var(--_accent), var(--_surface) 80%);
  }
  td:nth-child(2) {
    inline-size: 34%;
  }
  .bar > .over {
    background: var(--_danger);
  }
  .spent {
    text-align: end;
    white-space: nowrap;
  }
  .does {
    text-align: end;
    white-space: nowrap;
  }
  .does button + button {
    margin-inline-start: calc(var(--_s) * 1);
  }
  .below > td {
    border: 0;
    padding-inline: 0;
  }
  .pairs {
    display: grid;
    gap: calc(var(--_s) * 3);
    grid-template-columns: repeat(auto-fit, minmax(min(13em, 100%), 1fr));
  }
  .field {
    display: grid;
    gap: calc(var(--_s) * 1);
    align-content: start;
  }
  label {
    font-weight: 550;
    font-size: 0.933em;
  }
  .check {
    display: flex;
    gap: 0.6em;
    align-items: baseline;
    font-weight: 400;
  }
  input {
    font: inherit;
    color: inherit;
    min-inline-size: 0;
    accent-color: var(--_accent);
  }
  .box,
  .field > input,
  [type="search"] {
    display: flex;
    align-items: center;
    gap: 0.4em;
    min-block-size: max(calc(var(--_s) * 9), 32px);
    padding: 0 calc(var(--_s) * 2.5);
    border: 1px solid color-mix(in oklab, var(--_border), var(--_muted) 60%);
    border-radius: calc(var(--_radius) * 0.5);
    background: var(--_surface);
  }
  [type="search"] {
    flex: 0 1 15em;
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
  @container (max-width: 38em) {
    table,
    tbody {
      display: block;
    }
    thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tbody tr {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: calc(var(--_s) * 2) calc(var(--_s) * 4);
      padding-block: calc(var(--_s) * 3);
      border-block-start: 1px solid var(--_border);
    }
    tbody :is(th, td) {
      border: 0;
      padding: 0;
    }
    tbody td:nth-child(2) {
      grid-column: 1 / -1;
      grid-row: 2;
      inline-size: auto;
    }
    tbody .does {
      grid-column: 1 / -1;
      text-align: start;
      white-space: normal;
    }
    tbody .spent::before {
      content: attr(data-label);
      display: block;
      color: var(--_muted);
      font-size: 0.8em;
    }
    tbody tr.below {
      display: block;
      border: 0;
      padding-block-start: 0;
    }
    .below > td {
      display: block;
    }
    [type="search"] {
      flex: 1 1 100%;
    }
  }
  @media (forced-colors: active) {
    .meter,
    .bar {
      forced-color-adjust: none;
      border: 1px solid CanvasText;
      background: Canvas;
    }
    .shared {
      background: GrayText;
    }
    .own,
    .bar > span {
      background: Highlight;
    }
  }
`
