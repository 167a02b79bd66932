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
  .controls {
    flex: 0 1 auto;
  }
  .controls > * {
    flex: 1 0 auto;
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
  .dates {
    align-items: end;
  }
  .dates label {
    display: grid;
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
  .choice button {
    white-space: nowrap;
  }
  .waiting {
    opacity: 0.55;
    transition: opacity 0.2s 0.15s;
  }
  .totals {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: calc(var(--_s) * 4);
    align-items: end;
  }
  .totals > .spent,
  .totals > .all {
    grid-column: 1 / -1;
  }
  dt {
    color: var(--_muted);
    font-size: 0.867em;
  }
  .totals dd {
    font-size: 1.35em;
    font-weight: 600;
    line-height: 1.3;
  }
  .totals .spent dd {
    font-size: clamp(1.75rem, 11cqi, 2.5rem);
    font-weight: 650;
    letter-spacing: -0.02em;
    line-height: 1.15;
  }
  dd > .small {
    display: block;
    min-block-size: 1.45em;
    font-size: 0.8125rem;
    font-weight: 400;
  }
  .spent dd > .small {
    display: none;
  }
  .amount {
    position: relative;
    border-radius: 4px;
  }
  .amount[tabindex] {
    cursor: help;
  }
  .exact {
    position: absolute;
    inset-block-start: calc(100% + 4px);
    inset-inline-start: 0;
    z-index: 1;
    visibility: hidden;
    inline-size: max-content;
    max-inline-size: 80cqi;
    padding: 2px 8px;
    border-radius: 6px;
    background: var(--_text);
    color: var(--_surface);
    font-size: 0.8125rem;
    font-weight: 400;
    letter-spacing: 0;
  }
  .amount:is(:hover, :focus, :active) > .exact {
    visibility: visible;
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
  th:first-child {
    padding-inline-start: 0;
    text-align: start;
  }
  thead th {
    color: var(--_muted);
    font-size: 0.8125rem;
    padding-block-start: 0;
    overflow-wrap: normal;
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
  .none {
    color: var(--_muted);
  }
  .swatch {
    inline-size: 0.7em;
    block-size: 0.7em;
    margin-inline-end: 0.6em;
  }
  .fill.marketing {
    fill: var(--_marketing);
  }
  .fill.utility {
    fill: var(--_utility);
  }
  .fill.authentication {
    fill: var(--_authentication);
  }
  .fill.service {
    fill: var(--_service);
  }
  .fill.free {
    fill: var(--_free);
  }
  .fill.other {
    fill: var(--_other);
  }
  .chart {
    position: relative;
    display: grid;
    gap: calc(var(--_s) * 3);
    align-content: end;
    min-block-size: 300px;
  }
  .plot {
    display: block;
    inline-size: 100%;
    block-size: 200px;
    overflow: visible;
  }
  .bones .plot {
    inline-size: 100%;
  }
  .choice {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 2px;
    padding: 2px;
    border-radius: calc(var(--_radius) * 0.66);
    background: var(--_sunken);
  }
  .choice button {
    min-block-size: 28px;
    padding: 0 calc(var(--_s) * 2.5);
    border-color: transparent;
    border-radius: calc(var(--_radius) * 0.5);
    font-size: 0.867em;
    font-weight: 500;
  }
  .choice [aria-pressed="true"] {
    border-color: var(--_border);
    background: var(--_surface);
    font-weight: 600;
  }
  .breakdown {
    display: grid;
    gap: calc(var(--_s) * 3);
    border-block-start: 1px solid var(--_border);
    padding-block-start: calc(var(--_s) * 4);
  }
  .ranks-coming svg {
    inline-size: 100%;
    block-size: 240px;
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
  @container (min-width: 560px) {
    .totals {
      grid-template-columns: 1.4fr 1.4fr 1fr 1fr;
      align-items: start;
    }
    .totals > * {
      grid-column: auto !important;
    }
  }
  @container (min-width: 720px) {
    .columns {
      grid-template-columns: 1fr 1fr;
      gap: calc(var(--_s) * 10);
    }
  }
  @media (forced-colors: active) {
    .fill {
      fill: CanvasText !important;
    }
    .choice [aria-pressed="true"] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  @media print {
    .card {
      break-inside: avoid;
    }
  }
`
