/** The page's whole script: copy buttons. The page reads as well without it. */
export const DOCS_SCRIPT = `
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.nextElementSibling.textContent)
    button.textContent = "Copied"
    setTimeout(() => { button.textContent = "Copy" }, 1500)
  })
}
`

export const DOCS_STYLE = `
:root { color-scheme: light dark;
  --ground: light-dark(#ffffff, #14181a); --panel: light-dark(#f4f6f5, #1d2326); --line: light-dark(#d9dfdc, #343d41);
  --text: light-dark(#1a2421, #e6ecea); --soft: light-dark(#54625d, #a3b1ac); --accent: light-dark(#0b7a5b, #4fc9a2);
  --warn: light-dark(#9a3412, #f0a27a); }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif }
a { color: var(--accent) }
.page { display: grid; grid-template-columns: 16rem minmax(0, 1fr); max-width: 78rem; margin: 0 auto }
nav { position: sticky; top: 0; align-self: start; height: 100vh; overflow: auto; padding: 1.5rem 1rem; font-size: .9rem }
nav ul { list-style: none; margin: .25rem 0 1rem; padding: 0 }
nav a { display: block; padding: .2rem .5rem; border-radius: .3rem; text-decoration: none; color: var(--soft) }
nav a:hover, nav a:focus-visible { color: var(--text); background: var(--panel) }
main { padding: 2rem 1.5rem 6rem; min-width: 0 }
h1 { margin: 0 0 .25rem; font-size: 1.9rem } h2 { margin: 3rem 0 1rem; padding-bottom: .4rem; border-bottom: 1px solid var(--line) }
h3 { margin: 0; font-size: 1.05rem } h4 { margin: 1rem 0 .35rem; font-size: .85rem; color: var(--soft) }
p { margin: .4rem 0 } .soft { color: var(--soft) }
section.operation { margin: 1rem 0; border: 1px solid var(--line); border-radius: .6rem; overflow: hidden; scroll-margin-top: 1rem }
section.operation > header { padding: .8rem 1rem; background: var(--panel) }
section.operation > div { padding: .25rem 1rem 1rem }
.path { font: 600 .95rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
.method { display: inline-block; min-width: 4rem; color: var(--accent); text-transform: uppercase } .method.delete { color: var(--warn) }
details { margin: .4rem 0 } summary { cursor: pointer }
pre { margin: .35rem 0; padding: .75rem .9rem; overflow: auto; background: var(--panel); border-radius: .45rem; font: .84rem/1.5 ui-monospace, monospace }
table { width: 100%; border-collapse: collapse; font-size: .9rem } th, td { padding: .35rem .6rem .35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
code { font: .88em ui-monospace, monospace } .copy { position: relative }
button { position: absolute; top: .45rem; inset-inline-end: .45rem; padding: .25rem .6rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--ground); color: var(--text); font: inherit; font-size: .8rem; cursor: pointer }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
@media (max-width: 50rem) { .page { display: block } nav { position: static; height: auto; max-height: 11rem; padding: .75rem 1rem; border-bottom: 1px solid var(--line) } }
`
