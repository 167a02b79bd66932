/**
 * The only script of its own, of a page that waits for its payment: it asks for the page again, and shows it when its state is
 * another. A reload each time would take readers away from where they are.
 */
export const WATCH_SCRIPT = `
const EVERY_MS = 3000
let looksLeft = 300
const { state } = document.documentElement.dataset

async function look() {
  // The form follows its payment by itself.
  if (customElements.get("pay-by-link") !== undefined) return clearInterval(timer)
  if (document.hidden) return
  looksLeft -= 1
  if (looksLeft < 0) return clearInterval(timer)
  try {
    const response = await fetch(location.href)
    const text = await response.text()
    const next = new DOMParser().parseFromString(text, "text/html").documentElement.dataset.state
    if (next !== state && next !== undefined) location.reload()
  } catch {
    // The server or the network does not answer now: the next look may tell.
  }
}

const timer = setInterval(look, EVERY_MS)
document.addEventListener("visibilitychange", look)
`

/** The payment page's whole style. */
export const PAY_STYLE = `
:root { color-scheme: light dark;
  --ground: light-dark(#f3f6f5, #0f1315); --surface: light-dark(#ffffff, #181e20); --sunken: light-dark(#f3f6f5, #11171a);
  --line: light-dark(#d5dcd9, #343d41); --text: light-dark(#17211e, #e8eeec); --soft: light-dark(#52605b, #a6b4af);
  --accent: light-dark(#0b7a5b, #4fc9a2); --on-accent: light-dark(#ffffff, #07211a);
  --warning: light-dark(#8a5200, #e8b04b); --danger: light-dark(#b3261e, #f2938c); --success: light-dark(#0b7a5b, #4fc9a2) }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; min-height: 100vh; min-height: 100svh; display: grid; grid-template-rows: 1fr auto; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, "Noto Sans", "Noto Sans Devanagari", "Noto Naskh Arabic", sans-serif; font-variant-numeric: tabular-nums }
main { width: 100%; max-width: 28rem; margin: 0 auto; padding: clamp(1rem, 6vh, 4rem) 1rem 1rem }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: .9rem; padding: 1.5rem 1.5rem 1.75rem; overflow-wrap: anywhere }
.who { margin: 0; font-weight: 650; font-size: 1.05rem } .for { margin: .1rem 0 0; color: var(--soft) }
.note { margin: 1rem 0 0; padding: .7rem .9rem; background: var(--sunken); border-inline-start: 3px solid var(--line); border-radius: .3rem; white-space: pre-line }
h1 { margin: 1.5rem 0 0; font-size: 1.2rem; line-height: 1.35 } h1.label { font-size: .95rem; font-weight: 400; color: var(--soft) }
p { margin: .6rem 0 0 } .soft { color: var(--soft) } .small { font-size: .875rem }
.total { display: block; font-size: clamp(2.2rem, 11vw, 2.9rem); font-weight: 650; line-height: 1.15; letter-spacing: -.015em }
dl { margin: 1.25rem 0 0; padding: .9rem 0 0; border-top: 1px solid var(--line); display: grid; gap: .4rem }
dl div { display: flex; gap: 1rem; justify-content: space-between; align-items: baseline } dt { color: var(--soft) } dd { margin: 0; white-space: nowrap }
dl .sum { margin-top: .3rem; padding-top: .7rem; border-top: 1px solid var(--line); font-weight: 650 } dl .sum dt { color: inherit }
form { margin: 1.25rem 0 0 }
button, .button { display: block; width: 100%; min-height: 3.1rem; padding: .7rem 1rem; border: 1px solid var(--accent); border-radius: .6rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 650; text-align: center; text-decoration: none; cursor: pointer }
button:hover, .button:hover { filter: brightness(1.07) }
.presets { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .6rem }
.presets button, .quiet { background: transparent; color: var(--accent) } .presets button { padding-inline: .3rem; font-size: 1.1rem; white-space: nowrap }
label { display: block; font-weight: 600 }
.typed { display: flex; gap: .6rem; margin-top: .4rem } .typed button { width: auto; flex: none }
.field { flex: 1; min-width: 0; display: flex; align-items: center; border: 1px solid var(--soft); border-radius: .6rem; background: var(--surface); padding-inline: .9rem; gap: .5rem }
.field:focus-within { outline: 2px solid var(--accent); outline-offset: 1px } .field span { color: var(--soft) }
input { flex: 1; min-width: 0; width: 100%; min-height: 3rem; border: 0; outline: 0; background: transparent; color: inherit; font: inherit; font-size: 1.1rem; text-align: start }
.fault { color: var(--danger) } .fault::before { content: "! "; font-weight: 700 }
.news { color: var(--warning) }
.badge { display: inline-block; margin: 1rem 0 0; padding: .2rem .65rem; border: 1px solid var(--warning); border-radius: 1rem; color: var(--warning); font-size: .85rem }
.mark { display: grid; place-items: center; width: 3rem; height: 3rem; margin-top: 1.5rem; border: 2px solid currentColor; border-radius: 50%; font-size: 1.5rem; font-weight: 700; line-height: 1 }
.mark + h1 { margin-top: .8rem } .mark.paid { color: var(--success) } .mark.pending { color: var(--warning) } .mark.failed { color: var(--danger) } .mark.gone { color: var(--soft) }
.button { margin-top: 1.25rem } .ask { margin-top: 1.5rem } .ask + p .button { margin-top: .5rem }
a { color: var(--accent) } .button, .button:visited { color: var(--on-accent) } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px } input:focus-visible { outline: 0 }
.links { margin-top: 1rem; text-align: center } .links a { display: inline-block; padding: .5rem }
.terms { margin-top: 1.1rem; text-align: center } .terms p { margin: .25rem 0 0 }
code { font: .9em ui-monospace, monospace }
footer { padding: .5rem 1rem 1.5rem; text-align: center; color: var(--soft); font-size: .85rem }
pay-by-link:defined { display: block; margin-top: 1.25rem; --tollgate-accent: var(--accent); --tollgate-on-accent: var(--on-accent); --tollgate-surface: var(--surface); --tollgate-surface-sunken: var(--sunken); --tollgate-border: var(--line); --tollgate-text: var(--text); --tollgate-text-muted: var(--soft) }
pay-by-link::part(card) { border: 0; border-radius: 0; padding: 0; background: transparent }
pay-by-link::part(pay), pay-by-link::part(go-on) { min-height: 3.1rem; font-size: 1rem }
@media (max-width: 30rem) { body { background: var(--surface) } main { padding: .5rem .25rem } .card { border: 0; border-radius: 0; padding: 1.25rem 1rem } footer { background: var(--surface) } }
@media (forced-colors: active) { .note { border-inline-start-color: CanvasText } }
`
