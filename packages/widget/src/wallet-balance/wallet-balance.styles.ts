import { css } from "lit"

export const walletBalanceStyles = css`
  :host([compact]) {
    display: inline-block;
    container-type: normal;
    vertical-align: middle;
  }
  .card {
    display: grid;
    gap: calc(var(--_s) * 4);
  }
  .base {
    align-items: baseline;
  }
  .figure {
    font-size: clamp(1.75rem, 11cqi, 2.5rem);
    font-weight: 650;
    letter-spacing: -0.02em;
    line-height: 1.15;
  }
  .negative {
    color: var(--_danger);
  }
  .meter {
    display: flex;
    block-size: 8px;
    gap: 2px;
    margin-block-end: calc(var(--_s) * -1);
  }
  .meter > span {
    border-radius: 3px;
    background: var(--_accent);
    min-inline-size: 3px;
    transition: flex-grow 0.4s;
  }
  .meter > .held {
    background: repeating-linear-gradient(
      135deg,
      var(--_accent) 0 2px,
      color-mix(in oklab, var(--_accent), var(--_surface) 65%) 2px 5px
    );
  }
  .meter > .overdraft {
    background: var(--_sunken);
    border: 1px dashed var(--_muted);
  }
  .meter > .used {
    background: var(--_danger);
  }
  @media (forced-colors: active) {
    .meter > span {
      outline: 1px solid;
    }
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 10.5em), 1fr));
    gap: calc(var(--_s) * 3) calc(var(--_s) * 5);
  }
  .facts {
    border-block-start: 1px solid var(--_border);
    padding-block-start: calc(var(--_s) * 4);
  }
  dd {
    font-weight: 550;
  }
  .badge::before {
    content: "";
    display: inline-block;
    inline-size: 0.55em;
    block-size: 0.55em;
    margin-inline-end: 0.45em;
    border-radius: 50%;
    background: var(--_tone, var(--_muted));
    border: 1px solid var(--_tone, var(--_muted));
  }
  .badge.hollow::before {
    background: transparent;
  }
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 0.6em;
    min-block-size: 36px;
    padding: 0 4px 0 12px;
    border: 1px solid var(--_border);
    border-radius: 99px;
    background: var(--_surface);
    white-space: nowrap;
  }
  [dir="rtl"] .pill {
    padding: 0 12px 0 4px;
  }
  .pill strong {
    font-weight: 650;
  }
  .pill button {
    min-block-size: 28px;
    padding: 0 12px;
    border-radius: 99px;
  }
`
