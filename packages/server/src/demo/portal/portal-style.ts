/** The portal's look, and through custom properties that of the elements in it: a reseller's own colours. */
export const PORTAL_STYLE: string = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7fb, #0e1117); --surface: light-dark(#ffffff, #161a23); --sunken: light-dark(#f0f2f8, #10141c);
  --line: light-dark(#dfe3ee, #2b3242); --text: light-dark(#171b2a, #e7eaf3); --soft: light-dark(#566079, #a2abc1);
  --accent: light-dark(#3d4fd6, #a3b0ff); --on-accent: light-dark(#ffffff, #10163a); --tint: light-dark(#e9ecfe, #20284a);
  --danger: light-dark(#b3261e, #ff9188); --good: light-dark(#146c43, #67d59b);
  --tollgate-accent: var(--accent); --tollgate-on-accent: var(--on-accent); --tollgate-surface: var(--surface);
  --tollgate-surface-sunken: var(--sunken); --tollgate-border: var(--line); --tollgate-text: var(--text);
  --tollgate-text-muted: var(--soft); --tollgate-radius: 14px;
  scroll-padding-top: 5rem;
}
:root[data-theme="light"] { color-scheme: light }
:root[data-theme="dark"] { color-scheme: dark }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; font-variant-numeric: tabular-nums }
h1, h2, h3, h4, p, ul, ol { margin: 0; padding: 0 } ul, ol { list-style: none }
h1 { font-size: 1.6rem; line-height: 1.2; letter-spacing: -.015em } h2 { font-size: 1.05rem } h3 { font-size: .95rem } h4 { font-size: .8rem; color: var(--soft) }
a { color: var(--accent); text-underline-offset: .15em }
.soft { color: var(--soft) } [hidden] { display: none !important }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px } main:focus { outline: none }
.skip { position: absolute; inset-inline-start: 1rem; top: -4rem; z-index: 5; padding: .5rem 1rem; border-radius: .5rem; background: var(--surface) } .skip:focus { top: .75rem }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, monospace; font-size: .86em }

.top { position: sticky; top: 0; z-index: 4; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; min-height: 4rem; padding: .6rem 1.5rem; background: color-mix(in oklab, var(--surface), transparent 6%); border-bottom: 1px solid var(--line); backdrop-filter: blur(8px) }
.brand { display: flex; align-items: center; gap: .65rem; margin-inline-end: .5rem; color: inherit; text-decoration: none; line-height: 1.15 } .brand strong { display: block; font-size: 1.05rem; letter-spacing: -.01em } .brand .soft { font-size: .8rem }
.mark { width: 2.1rem; height: 2.1rem } .mark rect { fill: light-dark(#3d4fd6, #5568f0) } .mark path { fill: none; stroke: #fff; stroke-width: 3; stroke-linecap: round; stroke-linejoin: round }
.top wallet-balance { margin-inline-start: auto; min-height: 2.5rem } .top wallet-balance:not(:defined) { min-width: 15rem }
.settings { display: flex; align-items: center; gap: .5rem }
.menu { position: relative } .menu summary { display: flex; align-items: center; gap: .5rem; min-height: 2.5rem; padding: .25rem .7rem; border: 1px solid var(--line); border-radius: .65rem; background: var(--surface); cursor: pointer; list-style: none } .menu summary::-webkit-details-marker { display: none }
.menu summary:hover { background: var(--sunken) } .customers .label { max-width: 15rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600 }
.chevron { flex: none; width: .75rem; height: .75rem; fill: none; stroke: var(--soft); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round } .menu[open] .chevron { rotate: 180deg }
.menu ul { position: absolute; inset-inline-start: 0; top: calc(100% + .35rem); z-index: 6; min-width: 100%; width: max-content; max-width: min(24rem, calc(100vw - 2rem)); padding: .35rem; background: var(--surface); border: 1px solid var(--line); border-radius: .8rem; box-shadow: 0 12px 32px light-dark(#1a204026, #00000080) }
.languages ul { inset-inline: auto 0 }
.menu li a { display: flex; align-items: center; gap: .65rem; padding: .45rem .6rem; border-radius: .5rem; color: inherit; text-decoration: none } .menu li a:hover { background: var(--sunken) } .menu li a[aria-current] { background: var(--tint) }
.menu small { display: block; color: var(--soft) } .menu li bdi { font-weight: 600 }
.initials { flex: none; display: grid; place-items: center; width: 1.8rem; height: 1.8rem; border-radius: 50%; background: var(--tint); color: var(--accent); font-size: .72rem; font-weight: 700 }
.themes { display: flex; padding: 2px; border: 1px solid var(--line); border-radius: .65rem; background: var(--sunken) } .themes a { display: grid; place-items: center; min-height: 2rem; min-width: 2.3rem; border-radius: .5rem; color: var(--soft); font-size: .85rem; text-decoration: none }
.icon { width: 1.15rem; height: 1.15rem; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round }
.themes a[aria-current] { background: var(--surface); color: var(--text); font-weight: 600; box-shadow: 0 1px 2px light-dark(#1a204030, #000) }

.shell { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 1.75rem; max-width: 92rem; margin: 0 auto; padding: 1.5rem } .shell.has-aside { grid-template-columns: 11rem minmax(0, 1fr) 21.5rem; max-width: 104rem }
.side a { display: block; padding: .5rem .75rem; border-radius: .6rem; color: var(--soft); text-decoration: none } .side a:hover { background: var(--sunken); color: var(--text) } .side a[aria-current] { background: var(--tint); color: var(--accent); font-weight: 600 }
.title { margin-bottom: 1.1rem }
.notice { margin-bottom: 1rem; padding: .7rem 1rem; border: 1px solid var(--line); border-inline-start: 4px solid var(--accent); border-radius: .6rem; background: var(--surface) }
.wallet { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 1.1rem; align-items: start } .wallet :is(usage-breakup, number-balances, billing-details) { grid-column: 1 / -1 }
wallet-balance:not([compact], :defined), add-credits:not(:defined), usage-breakup:not(:defined), number-balances:not(:defined), billing-details:not(:defined) { display: block; background: var(--surface); border: 1px solid var(--line); border-radius: 14px }
.wallet wallet-balance:not(:defined) { min-height: 33rem } .wallet add-credits:not(:defined) { min-height: 42rem } .wallet usage-breakup:not(:defined) { min-height: 40rem } .wallet number-balances:not(:defined) { min-height: 20rem } .wallet billing-details:not(:defined) { min-height: 11rem }
.invoices { margin-top: 1.1rem; padding: 1rem 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 14px } .invoices li { display: grid; grid-template-columns: minmax(9rem, 1fr) 1fr minmax(6rem, 1fr) auto; gap: .25rem 1rem; align-items: center; padding: .5rem 0 } .invoices li + li { border-top: 1px solid var(--line) } .invoices ul { margin-top: .35rem }
.mails { max-height: 19rem; overflow: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 14px } .mails li + li { border-top: 1px solid var(--line) } .mails a { display: grid; grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr) auto; gap: .1rem 1rem; padding: .6rem 1.25rem; color: var(--text); text-decoration: none; font-size: .92rem } .mails a:hover { background: var(--sunken) } .mails a[aria-current] { background: var(--tint) } .mails a:focus-visible { outline-offset: -3px } .mails bdi { overflow-wrap: anywhere } .mails strong { font-weight: 600 }
.mail { margin-top: 1.1rem; overflow: hidden; background: var(--surface); border: 1px solid var(--line); border-radius: 14px } .mail-head { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .1rem 1rem; align-items: center; padding: .9rem 1.25rem; border-bottom: 1px solid var(--line) } .mail-head > :is(h2, p) { grid-column: 1; overflow-wrap: anywhere } .mail-head p { font-size: .87rem } .mail-head button { grid-row: 1 / 3; grid-column: 2 } :dir(rtl) > .arrow { display: inline-block; scale: -1 1 } .mail iframe { display: block; width: 100%; height: 34rem; border: 0; background: #f6f7f8; color-scheme: light }
.embedding { margin-top: 2.25rem } .embedding p { max-width: 44rem; margin: .3rem 0 .7rem }
.code { position: relative } .code pre, .log pre { margin: 0; padding: .8rem 1rem; overflow: auto; background: var(--sunken); border: 1px solid var(--line); border-radius: .6rem; line-height: 1.55 } .code pre { white-space: pre-wrap; overflow-wrap: anywhere; padding-inline-end: 5rem }
.code button { position: absolute; top: .45rem; right: .45rem }
button { min-height: 2rem; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--surface); color: var(--text); font: inherit; font-size: .85rem; cursor: pointer } button:hover { border-color: var(--accent) } button:disabled { opacity: .6; cursor: default; border-color: var(--line) }
.foot { display: flex; flex-wrap: wrap; gap: .25rem 2rem; justify-content: space-between; max-width: 104rem; margin: 1rem auto 0; padding: 1.25rem 1.5rem 2rem; border-top: 1px solid var(--line); font-size: .87rem }

.behind { align-self: start; position: sticky; top: 5.25rem; max-height: calc(100vh - 6.25rem); overflow: auto; padding: 1rem 1.1rem; background: var(--surface); border: 1px dashed color-mix(in oklab, var(--accent), var(--line) 55%); border-radius: 14px }
.behind > details > summary { display: flex; align-items: center; cursor: pointer } .behind > details > summary::before { content: ""; width: .5rem; height: .5rem; margin-inline-end: .6rem; border: solid var(--soft); border-width: 0 2px 2px 0; rotate: -45deg; translate: 0 0 } .behind > details[open] > summary::before { rotate: 45deg; translate: 0 -.12rem }
.behind > details > p { margin: .5rem 0 .8rem; font-size: .87rem } .behind h3 { margin: 1rem 0 .45rem }
.buttons { display: grid; grid-template-columns: 1fr 1fr; gap: .45rem } .buttons button { padding: .45rem .65rem; border-radius: .6rem; text-align: start; line-height: 1.3 } .buttons span { display: block; font-weight: 600 } .buttons small { display: block; color: var(--soft); font-size: .76rem } .buttons button:active { background: var(--tint) }
.steady { display: flex; align-items: center; gap: .6rem } .steady [aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
.log-head { display: flex; align-items: end; justify-content: space-between } .log-head button { min-height: 1.6rem; padding: 0 .5rem; font-size: .78rem; margin-bottom: .4rem }
.log li + li { border-top: 1px solid var(--line) } .log summary, .event { display: flex; align-items: baseline; gap: .55rem; padding: .4rem 0; font-size: .84rem } .log summary { cursor: pointer; list-style: none } .log summary::-webkit-details-marker { display: none }
.log .what { flex: 1; min-width: 0 } .log small { display: block; color: var(--soft) } .log time { color: var(--soft); font-size: .76rem } .log .status { padding: 0 .4rem; border-radius: .35rem; background: color-mix(in oklab, var(--good), transparent 86%); color: var(--good); font-weight: 600; font-size: .78rem } .log .status.bad, .event.bad { color: var(--danger) } .log .status.bad { background: color-mix(in oklab, var(--danger), transparent 86%) }
.event { color: var(--soft) } .event .what { overflow-wrap: anywhere } .log pre { max-height: 16rem; font-size: .74rem } .log h4, .log .path { margin: .4rem 0 .25rem } .log .path { font: .8rem ui-monospace, monospace } .log details > button { margin: .5rem 0 .7rem }

.how { max-width: 60rem } .how .lead { max-width: 46rem; color: var(--soft) } .how section { margin-top: 1.9rem } .how section > .soft { margin: .2rem 0 .8rem; font-size: .9rem }
.messages { background: var(--surface); border: 1px solid var(--line); border-radius: 14px } .messages li { padding: .8rem 1.25rem } .messages li + li { border-top: 1px solid var(--line) }
.message { display: grid; grid-template-columns: 5.4rem minmax(0, 1fr) auto; gap: .15rem .6rem; align-items: baseline } .message .soft { margin-inline-start: .3rem; font-size: .87rem } .message .amount { font-weight: 600 }
.state { font-size: .84rem; color: var(--soft) } .state::before { content: "○ " } .state:is(.delivered, .read)::before { content: "● " } .state.received::before { content: "← " } .state.failed { color: var(--danger) } .state.failed::before { content: "× " }
table { width: 100%; margin-top: .3rem; border-collapse: collapse; font-size: .87rem } td { padding: .12rem .9rem .12rem 0; vertical-align: top } td:first-child { width: 34% } td:last-child { padding-right: 0 }
.why, .none { color: var(--soft) } .none { font-size: .87rem } .amount { text-align: end; white-space: nowrap }
.commands { display: grid; gap: 1.2rem; margin-top: .8rem } .command .soft { margin-bottom: .35rem; font-size: .87rem } .command pre { max-height: 12rem }

@media (max-width: 80rem) { .shell, .shell.has-aside { grid-template-columns: minmax(0, 1fr) 20rem; gap: 1.1rem } .shell:not(.has-aside) { grid-template-columns: minmax(0, 1fr) } .side { grid-column: 1 / -1 } .side ul { display: flex; flex-wrap: wrap; gap: .25rem } }
@media (max-width: 60rem) { .shell, .shell.has-aside { grid-template-columns: minmax(0, 1fr); padding: 1rem } .behind { position: static; max-height: none } .top { position: relative; padding-inline: 1rem } .top wallet-balance { margin-inline-start: 0 } .foot { padding-inline: 1rem } }
@media (max-width: 36rem) { .top { gap: .5rem } .mark { width: 1.9rem; height: 1.9rem } .menu summary { padding-inline: .5rem } .settings { gap: .35rem } .brand { flex: 1; margin-inline-end: 0 } .brand .soft { display: none } .customers, .customers summary { max-width: 100% } .settings { order: 1 } .themes a { min-width: 2rem } .customers { order: 2 } .top wallet-balance { order: 3 } .customers .label { max-width: 9rem } .languages ul { inset-inline: 0 auto } .message { grid-template-columns: minmax(0, 1fr) auto } .message .state { grid-column: 1 / -1 } .invoices li { grid-template-columns: minmax(0, 1fr) auto auto } .invoices li .soft { grid-row: 2 } .mails a { grid-template-columns: minmax(0, 1fr); padding-inline: 1rem } .mail-head { grid-template-columns: minmax(0, 1fr); padding-inline: 1rem } .mail-head button { grid-row: auto; grid-column: 1; justify-self: start; margin-top: .4rem } .messages li { padding-inline: 1rem }
  tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; margin-top: .4rem } td { padding: 0 } td:first-child { width: auto } td.why { grid-row: 2; grid-column: 1 / -1 } }
@media (prefers-reduced-motion: no-preference) { .log > li { animation: come .25s ease-out } @keyframes come { from { opacity: 0; translate: 0 -.3rem } } }
@media (forced-colors: active) { .themes a[aria-current], .side a[aria-current], .mails a[aria-current] { outline: 1px solid } }
@media print { .top .settings, .side, .behind, .embedding { display: none } }
`
