import { css } from "lit"

export const usageChartsStyles = css`
  .marketing {
    --tone: var(--_marketing);
  }
  .utility {
    --tone: var(--_utility);
  }
  .authentication {
    --tone: var(--_authentication);
  }
  .service {
    --tone: var(--_service);
  }
  .free {
    --tone: var(--_free);
  }
  .other {
    --tone: var(--_other);
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
    white-space: nowrap;
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
  .dates {
    align-items: end;
  }
  .dates label {
    display: grid;
  }
  .choices {
    gap: calc(var(--_s) * 2);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_s) * 1) calc(var(--_s) * 5);
    list-style: none;
    font-size: 0.867em;
  }
  .legend strong {
    font-weight: 600;
    margin-inline-start: 0.35em;
  }
  .plot-box {
    position: relative;
    min-block-size: 200px;
  }
  .plot {
    touch-action: pan-y;
  }
  .line {
    stroke: var(--_border);
    stroke-dasharray: 2 4;
  }
  .ground {
    stroke: var(--_border);
  }
  .tick {
    fill: var(--_muted);
    font-size: 11px;
    font-variant-numeric: tabular-nums;
    text-anchor: middle;
  }
  .tick.end {
    text-anchor: end;
  }
  .tick.value {
    fill: var(--_text);
  }
  .place {
    fill: transparent;
  }
  .bar {
    outline: none;
  }
  .place.active {
    fill: var(--_sunken);
  }
  .bar:focus-visible .place {
    stroke: var(--_accent);
    stroke-width: 2px;
  }
  .paper {
    fill: Canvas;
  }
  .pen {
    stroke: CanvasText;
    stroke-width: 1.2px;
    fill: none;
  }
  .dot {
    fill: CanvasText;
  }
  .tip {
    position: absolute;
    inset-block-start: 0;
    z-index: 2;
    inline-size: max-content;
    padding: calc(var(--_s) * 2) calc(var(--_s) * 3);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.66);
    background: var(--_surface);
    box-shadow: 0 4px 16px rgb(0 0 0 / 0.16);
    font-size: 0.8125rem;
    pointer-events: none;
  }
  .tip dl {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 calc(var(--_s) * 4);
  }
  .tip dt {
    font-size: 1em;
  }
  .tip dd {
    text-align: end;
  }
  .scroll {
    overflow: auto;
    max-block-size: 420px;
  }
  .series th:first-child {
    inline-size: auto;
  }
  .series {
    font-size: 0.8667em;
    white-space: nowrap;
  }
  .series thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--_surface);
  }
  .series th:first-child {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    background: var(--_surface);
  }
  @media (forced-colors: active) {
    .tick,
    .tick.value {
      fill: CanvasText;
    }
    .choice [aria-pressed="true"] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .fill.utility {
      fill: url(#fill-utility) !important;
    }
    .fill.authentication {
      fill: url(#fill-authentication) !important;
    }
    .fill.service {
      fill: url(#fill-service) !important;
    }
    .fill.free {
      fill: url(#fill-free) !important;
    }
    .fill.other {
      fill: url(#fill-other) !important;
    }
    .fill {
      stroke: CanvasText;
      stroke-width: 1px;
    }
    .bar:focus-visible .place {
      stroke: Highlight;
    }
  }
  .ranks-coming svg {
    inline-size: 100%;
    block-size: 240px;
  }
  .ranks + button {
    margin-block-start: calc(var(--_s) * 2);
  }
  @container (max-width: 480px) {
    .wide {
      display: none;
    }
  }
  @media print {
    [part="zone"] .link {
      display: inline !important;
      text-decoration: none;
    }
    .breakdown:not(:has(table)) {
      display: none;
    }
    .scroll {
      overflow: visible;
      max-block-size: none;
    }
  }
`
