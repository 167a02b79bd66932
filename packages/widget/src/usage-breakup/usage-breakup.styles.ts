import { css } from "lit"

export const usageBreakupStyles = css`
  :host {
    --_marketing: var(--tollgate-category-marketing, light-dark(#3958d1, #7d9fff));
    --_utility: var(--tollgate-category-utility, light-dark(#05868c, #3bcfcf));
    --_authentication: var(--tollgate-category-authentication, light-dark(#7a3098, #c06ae3));
    --_service: var(--tollgate-category-service, light-dark(#ce6a03, #fdd091));
    --_free: var(--tollgate-category-free, light-dark(#839886, #6c7d6f));
    --_other: var(--tollgate-category-other, light-dark(#35404f, #e6f0fc));
  }
  .card,
  .figures-all {
    display: grid;
    gap: calc(var(--_s) * 5);
  }
  .figures-all > *,
  .columns > * {
    min-inline-size: 0;
  }
  .head {
    align-items: start;
  }
  .controls,
  .dates {
    gap: calc(var(--_s) * 2);
  }
  .controls > * {
    flex: 1 1 auto;
    font-weight: 500;
  }
  select,
  input {
    font: inherit;
    min-block-size: max(calc(var(--_s) * 9), 28px);
    max-inline-size: 100%;
    padding: calc(var(--_s) * 1) calc(var(--_s) * 2.5);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.66);
    background: var(--_surface);
    color: var(--_text);
  }
  .link {
    min-block-size: 24px;
    padding: 0 2px;
    border: 0;
    border-radius: 4px;
    font-weight: 400;
    color: inherit;
    text-decoration: underline dotted;
    text-underline-offset: 3px;
  }
  .waiting {
    opacity: 0.55;
    transition: opacity 0.2s 0.15s;
  }
  .totals {
    display: grid;
    grid-template-columns: repeat(2, 1fr);
    gap: calc(var(--_s) * 4) calc(var(--_s) * 6);
  }
  .totals > :is(.spent, .all) {
    grid-column: 1 / -1;
  }
  .totals dd {
    font-size: 1.35em;
    font-weight: 600;
    line-height: 1.3;
  }
  .totals .spent dd {
    font-size: clamp(1.75rem, 9cqi, 2.5rem);
    font-weight: 650;
    letter-spacing: -0.02em;
    line-height: 1.15;
  }
  dd > .small {
    font-size: 0.8125rem;
  }
  .amount {
    white-space: nowrap;
  }
  .columns {
    display: grid;
    gap: calc(var(--_s) * 6);
    align-items: start;
  }
  .columns > div {
    display: grid;
    gap: calc(var(--_s) * 6);
  }
  .figures {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: calc(var(--_s) * 1.5) 0;
    padding-inline-start: calc(var(--_s) * 3);
    text-align: end;
    font-weight: 400;
    vertical-align: baseline;
  }
  thead th:not(:first-child) {
    overflow-wrap: normal;
  }
  td {
    white-space: nowrap;
  }
  th:first-child {
    inline-size: 44%;
    padding-inline-start: 0;
    text-align: start;
  }
  thead th {
    color: var(--_muted);
    font-size: 0.8125rem;
    padding-block-start: 0;
  }
  thead th:first-child {
    color: var(--_text);
    font-size: 1em;
    font-weight: 600;
  }
  tbody tr {
    --tone: var(--_accent);
    border-block-end: 1px solid var(--_border);
    background: linear-gradient(var(--tone) 0 0) 0 100% / var(--share, 0) 2px no-repeat;
  }
  [dir="rtl"] tbody tr {
    background-position: 100% 100%;
  }
  tfoot :is(th, td) {
    font-weight: 600;
  }
  .part th {
    padding-inline-start: calc(var(--_s) * 4);
    color: var(--_muted);
  }
  th:has(.swatch) {
    padding-inline-start: 1.3em;
  }
  th > .swatch {
    margin-inline-start: -1.3em;
  }
  .swatch {
    inline-size: 0.7em;
    block-size: 0.7em;
    margin-inline-end: 0.6em;
  }
  .fill {
    fill: var(--tone);
  }
  .chart {
    display: grid;
    gap: calc(var(--_s) * 3);
    align-content: end;
    min-block-size: 284px;
  }
  .plot {
    display: block;
    inline-size: 100% !important;
    block-size: 200px;
    overflow: visible;
  }
  .breakdown {
    display: grid;
    gap: calc(var(--_s) * 3);
    border-block-start: 1px solid var(--_border);
    padding-block-start: calc(var(--_s) * 4);
  }
  .bones .figures :is(th, td) {
    background-clip: content-box !important;
  }
  .bones .figures tr {
    border-color: transparent;
    background: none;
  }
  .bones .swatch {
    visibility: hidden;
  }
  .empty {
    display: grid;
    place-content: center;
    min-block-size: 220px;
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    padding: calc(var(--_s) * 6);
    text-align: center;
  }
  @container (max-width: 480px) {
    .controls > * {
      flex-basis: 9em;
    }
  }
  @container (max-width: 360px) {
    .card {
      padding: calc(var(--_s) * 3.5);
    }
    .figures {
      font-size: 0.8em;
    }
    th,
    td {
      padding-inline-start: calc(var(--_s) * 2);
    }
    /* A share of the width would widen a table whose figures need more than the rest of it. */
    th:first-child {
      inline-size: auto;
      overflow-wrap: anywhere;
    }
  }
  @container (min-width: 460px) {
    .totals {
      grid-template-columns: 1.6fr 1fr 1fr;
    }
    .totals > .all {
      grid-column: auto;
    }
  }
  @container (min-width: 720px) {
    .totals {
      grid-template-columns: minmax(max-content, 1.6fr) 1.6fr 1fr 1fr;
    }
    .totals > .spent {
      grid-column: auto;
    }
    .columns {
      grid-template-columns: 1fr 1fr;
      gap: calc(var(--_s) * 10);
    }
  }
  @media (forced-colors: active) {
    .fill {
      fill: CanvasText !important;
    }
  }
  @media print {
    .card {
      break-inside: avoid;
    }
  }
`
