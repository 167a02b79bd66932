/** The sandbox page's whole style. It has no script. */
export const SANDBOX_STYLE = `
:root { color-scheme: light dark;
  --ground: light-dark(#f3f6f5, #0f1315); --surface: light-dark(#ffffff, #181e20); --line: light-dark(#d5dcd9, #343d41);
  --text: light-dark(#17211e, #e8eeec); --soft: light-dark(#52605b, #a6b4af); --accent: light-dark(#0b7a5b, #4fc9a2);
  --on-accent: light-dark(#ffffff, #07211a); --notice: light-dark(#fff4dc, #33270f); --on-notice: light-dark(#5c3a00, #f2c879);
  --danger: light-dark(#b3261e, #f2938c) }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; min-height: 100vh; min-height: 100svh; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums }
main { width: 100%; max-width: 27rem; margin: 0 auto; padding: clamp(1rem, 8vh, 5rem) 1rem 2rem }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: .9rem; overflow: hidden; overflow-wrap: anywhere }
.notice { margin: 0; padding: .7rem 1.5rem; background: var(--notice); color: var(--on-notice); font-size: .9rem; border-bottom: 1px solid var(--line) } .notice strong { font-weight: 650 }
.body { padding: 1.5rem }
.payee { margin: 0; font-weight: 650; font-size: 1.05rem } .soft { color: var(--soft); margin: .1rem 0 0 }
h1 { margin: 1.25rem 0 0; font-size: 1rem; font-weight: 400; color: var(--soft) } h1.outcome { color: var(--text); font-size: 1.4rem; font-weight: 650; line-height: 1.3 } h1.failed { color: var(--danger) }
.total { margin: 0; font-size: clamp(2.1rem, 11vw, 2.8rem); font-weight: 650; line-height: 1.15; letter-spacing: -.015em }
dl { margin: 1.25rem 0 0; padding: .9rem 0 0; border-top: 1px solid var(--line); display: grid; gap: .4rem }
dl div { display: flex; gap: 1rem; justify-content: space-between; align-items: baseline } dt { color: var(--soft) } dd { margin: 0; white-space: nowrap }
dl .sum { margin-top: .3rem; padding-top: .7rem; border-top: 1px solid var(--line); font-weight: 650 } dl .sum dt { color: inherit }
form { display: grid; gap: .7rem; margin: 1.5rem 0 0 }
button, .button { display: block; width: 100%; min-height: 3rem; padding: .7rem 1rem; border: 1px solid var(--accent); border-radius: .6rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer }
button:hover, .button:hover { filter: brightness(1.07) } button.quiet { background: transparent; color: var(--text); border-color: var(--line); font-weight: 400 }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px } p.close { margin: 1.25rem 0 0 } .button { margin-top: 1.25rem }
@media (max-width: 30rem) { body { background: var(--surface) } main { padding: 0 } .card { border: 0; border-radius: 0 } .body { padding: 1.25rem 1rem } .notice { padding-inline: 1rem } }
`
