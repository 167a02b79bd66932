import { css } from "lit"

/**
 * The tokens of `look.md`: what a host sets on any ancestor wins, the rest is derived from it. `light-dark()` goes by the
 * `color-scheme` that the page gives.
 */
export const themeStyles = css`
  :host {
    --_accent: var(--tollgate-accent, light-dark(#0b7a5b, #4fd0a5));
    --_on-accent: var(--tollgate-on-accent, light-dark(#fff, #06261c));
    --_surface: var(--tollgate-surface, light-dark(#fff, #15191d));
    --_text: var(--tollgate-text, light-dark(#14202b, #e9eef2));
    --_muted: var(--tollgate-text-muted, light-dark(#566370, #a3b0bb));
    --_sunken: var(--tollgate-surface-sunken, light-dark(#f4f6f8, #1e242a));
    --_border: var(--tollgate-border, light-dark(#d9dfe5, #333c44));
    --_warning: var(--tollgate-warning, light-dark(#8a5300, #f0b54a));
    --_danger: var(--tollgate-danger, light-dark(#b3261e, #ff9188));
    --_success: var(--tollgate-success, light-dark(#146c43, #67d59b));
    --_radius: var(--tollgate-radius, 12px);
    --_s: var(--tollgate-space, 4px);
    display: block;
    color: var(--_text);
    font-family: var(--tollgate-font, inherit);
    font-size: 0.9375rem;
    line-height: 1.45;
    container-type: inline-size;
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  :host([density="compact"]) {
    --_s: calc(var(--tollgate-space, 4px) * 0.7);
    font-size: 0.875rem;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  .card {
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    padding: calc(var(--_s) * 5);
    overflow-wrap: anywhere;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_s) * 2) calc(var(--_s) * 4);
    align-items: center;
  }
  .spread {
    justify-content: space-between;
  }
  .muted {
    color: var(--_muted);
  }
  .small {
    font-size: 0.867em;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  h2,
  h3,
  p,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
  }
  h2,
  h3 {
    font-size: 1em;
    font-weight: 600;
  }
  a {
    color: var(--_accent);
  }
  dt {
    color: var(--_muted);
    font-size: 0.867em;
  }
  dd > .small {
    display: block;
    font-weight: 400;
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
  button,
  .button {
    font: inherit;
    font-weight: 600;
    min-block-size: max(calc(var(--_s) * 9), 28px);
    padding: calc(var(--_s) * 1) calc(var(--_s) * 4);
    border-radius: calc(var(--_radius) * 0.66);
    border: 1px solid var(--_border);
    background: transparent;
    color: var(--_text);
    cursor: pointer;
  }
  button:hover {
    background: var(--_sunken);
  }
  .primary {
    background: var(--_accent);
    border-color: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover {
    background: color-mix(in oklab, var(--_accent), var(--_text) 15%);
  }
  button:disabled {
    opacity: 0.55;
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .notice {
    --_tone: var(--_muted);
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_s) * 2) calc(var(--_s) * 3);
    border: 1px solid color-mix(in oklab, var(--_tone), transparent 55%);
    border-inline-start: 4px solid var(--_tone);
    border-radius: calc(var(--_radius) * 0.5);
    background: color-mix(in oklab, var(--_tone), var(--_surface) 92%);
    padding: calc(var(--_s) * 2.5) calc(var(--_s) * 3);
  }
  .notice > :first-child {
    flex: 1 1 14em;
  }
  .warning {
    --_tone: var(--_warning);
  }
  .danger {
    --_tone: var(--_danger);
  }
  .success {
    --_tone: var(--_success);
  }
  .bones {
    animation: bone 1.6s ease-in-out infinite alternate;
  }
  .bones * {
    color: transparent !important;
  }
  .bones
    :is(
      h2,
      h3,
      dt,
      dd,
      p,
      strong,
      td,
      th,
      button,
      label,
      input,
      select,
      svg,
      .badge,
      .bar,
      .bone,
      .meter > *
    ) {
    border-color: transparent;
    border-radius: 4px;
    background: var(--_sunken) !important;
    inline-size: fit-content;
  }
  @keyframes bone {
    to {
      opacity: 0.5;
    }
  }
  .sr {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    .notice,
    button {
      border-color: currentColor;
    }
  }
  @media print {
    button,
    .no-print {
      display: none !important;
    }
  }
`
