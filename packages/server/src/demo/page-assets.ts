/**
 * The page's whole script: live figures while the page is seen, the two buttons without a reload, copy buttons. The page
 * reads, and its buttons work, without it.
 */
export const DEMO_SCRIPT = `
const EVERY_MS = 2000
const live = document.getElementById("live")
let timer
let last = {}

async function refresh() {
  clearTimeout(timer)
  if (document.hidden) return
  try {
    const response = await fetch("/demo/state")
    if (!response.ok) throw new Error(String(response.status))
    const { html } = await response.json()
    for (const [name, text] of Object.entries(html)) {
      if (last[name] !== text) document.getElementById(name).innerHTML = text
    }
    last = html
    live.textContent = "Live, every 2 seconds"
  } catch {
    live.textContent = "The server does not answer; trying again"
  }
  clearTimeout(timer)
  timer = setTimeout(refresh, EVERY_MS)
}

document.addEventListener("visibilitychange", refresh)
timer = setTimeout(refresh, EVERY_MS)

const form = document.querySelector("form")
form?.addEventListener("submit", async (event) => {
  event.preventDefault()
  const note = document.getElementById("note")
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(new FormData(form, event.submitter)),
    })
    note.textContent = response.ok ? "" : (await response.json()).detail
    setTimeout(() => { note.textContent = "" }, 8000)
  } catch {
    note.textContent = "The server does not answer."
  }
  refresh()
})

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.closest(".command").querySelector("pre").textContent)
    button.textContent = "Copied"
    setTimeout(() => { button.textContent = "Copy" }, 1500)
  })
}
`

export const DEMO_STYLE = `
:root { color-scheme: light dark;
  --ground: light-dark(#f5f7f6, #101416); --surface: light-dark(#ffffff, #181e20); --sunken: light-dark(#eef2f0, #11171a);
  --line: light-dark(#d9dfdc, #323b3f); --text: light-dark(#1a2421, #e6ecea); --soft: light-dark(#54625d, #a3b1ac);
  --accent: light-dark(#0b7a5b, #4fc9a2); --on-accent: light-dark(#ffffff, #08221a);
  --warning: light-dark(#8a5200, #e8b04b); --danger: light-dark(#b3261e, #f2938c) }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums }
a { color: var(--accent) }
.page { max-width: 80rem; margin: 0 auto; padding: 2rem clamp(1rem, 3vw, 2.5rem) 5rem }
.top { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: baseline; justify-content: space-between }
.top nav { display: flex; gap: 1.25rem }
h1 { margin: 0; font-size: 1.6rem } h2 { margin: 0; font-size: 1.15rem } h3 { margin: 0; font-size: 1rem }
p { margin: 0 } .soft { color: var(--soft) } .lead { max-width: 46rem; margin: .75rem 0 0; color: var(--soft) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
section { margin-top: 2.25rem } .head { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; justify-content: space-between; margin-bottom: .9rem }
.head p { font-size: .9rem }
.wallets { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 1rem }
.card { display: flex; flex-direction: column; gap: .75rem; padding: 1.1rem 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: .6rem }
.card header p, .ids { font-size: .85rem }
.balance { display: flex; flex-direction: column } .balance .soft { font-size: .85rem } .balance data { font-size: 2.1rem; line-height: 1.2; font-weight: 600; letter-spacing: -.01em }
.status { display: flex; gap: .5rem; align-items: baseline; font-size: .9rem; color: var(--soft) }
.status::before { content: ""; flex: none; width: .55rem; height: .55rem; border: 2px solid currentColor; border-radius: 50%; transform: translateY(.02rem) }
.low .status { color: var(--warning) } .low .status::before { background: currentColor; border-radius: 0 }
.bad .status { color: var(--danger) } .bad .status::before { background: currentColor; border-radius: 0; rotate: 45deg }
dl { display: grid; grid-template-columns: 1fr 1.4fr; gap: .5rem 1rem; margin: 0; padding-top: .75rem; border-top: 1px solid var(--line) }
dt { font-size: .85rem; color: var(--soft) } dd { margin: 0; font-weight: 600 } dd small { display: block; font-weight: 400; font-size: .8rem; color: var(--soft) }
.ids { margin-top: auto; display: flex; flex-wrap: wrap; gap: 0 .9rem } code, pre { font-family: ui-monospace, monospace } code { font-size: .92em; overflow-wrap: anywhere }
.run { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: center; padding: 1rem 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: .6rem }
.run form { display: flex; flex-wrap: wrap; gap: .6rem } .run p { flex: 1 1 18rem; font-size: .9rem }
button { min-height: 2.5rem; padding: .4rem 1rem; border: 1px solid var(--accent); border-radius: .45rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer }
button.second { background: transparent; color: var(--accent) }
button:hover { filter: brightness(1.08) } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
#note { flex-basis: 100%; color: var(--danger) } #note:empty { display: none }
.columns { display: grid; grid-template-columns: minmax(0, 1.45fr) minmax(0, 1fr); gap: 0 2rem }
.messages { list-style: none; margin: 0; padding: 0; background: var(--surface); border: 1px solid var(--line); border-radius: .6rem }
.messages li { padding: .8rem 1.25rem } .messages li + li { border-top: 1px solid var(--line) }
.message { display: grid; grid-template-columns: 5.2rem minmax(0, 1fr) auto; gap: .15rem .6rem; align-items: baseline } .message .soft { margin-inline-start: .3rem; font-size: .85rem }
.message .amount { font-weight: 600 }
.state { font-size: .8rem; color: var(--soft) } .state::before { content: "○ " } .state.delivered::before { content: "● " } .state.read::before { content: "● " } .state.received::before { content: "← " }
.state.failed { color: var(--danger) } .state.failed::before { content: "× " }
table { width: 100%; margin-top: .3rem; border-collapse: collapse; font-size: .85rem }
td { padding: .12rem .9rem .12rem 0; vertical-align: top } td:first-child { width: 34% } td:last-child { padding-right: 0 }
.why, .none { color: var(--soft) } .none { font-size: .85rem } .amount { text-align: end; white-space: nowrap }
.commands { display: grid; gap: 1.1rem } .command p { font-size: .85rem; color: var(--soft) }
.command .title { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between }
.command pre { margin: .4rem 0 0; padding: .75rem .9rem; max-height: 11rem; overflow: auto; background: var(--sunken); border: 1px solid var(--line); border-radius: .45rem; font-size: .8rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere }
.command button { min-height: 1.75rem; padding: .1rem .6rem; border-color: var(--line); background: var(--surface); color: var(--text); font-size: .8rem; font-weight: 400 }
@media (max-width: 62rem) { .columns { grid-template-columns: minmax(0, 1fr) } }
@media (max-width: 36rem) { .page { padding-top: 1.25rem } .messages li, .card, .run { padding-inline: 1rem } .message { grid-template-columns: minmax(0, 1fr) auto } .message .state { grid-column: 1 / -1 }
  tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .75rem; margin-top: .4rem } td { padding: 0 } td:first-child { width: auto } td.why { grid-row: 2; grid-column: 1 / -1 } }
@media (prefers-reduced-motion: no-preference) { button { transition: filter .1s } }
`
