import { INVOICE_SCRIPT } from "./invoice-script.ts"
import { STEADY_SECONDS } from "./simulator-panel.ts"

/**
 * The portal's whole script: a token for the elements, theme and menus, the simulator's buttons and log, copy buttons. The
 * pages read, and all their links work, without it.
 */
export const PORTAL_SCRIPT: string = `
const root = document.documentElement
const customer = root.dataset.customer
const one = (id) => document.getElementById(id)
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function ask(path) {
  const response = await fetch(path)
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.detail ?? response.status)
  return answer
}

// The elements: the page's own server gives them a token, as a partner's would.
if (globalThis.Tollgate === undefined) {
  if (one("no-elements")) one("no-elements").hidden = false
} else {
  Tollgate.configure({
    getToken: async () => (await ask("/demo/token?customer=" + customer)).token,
  })
}

// Theme: in place, and in the address, so that the next page has it too.
for (const link of document.querySelectorAll("[data-theme-to]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault()
    const theme = link.dataset.themeTo
    root.dataset.theme = theme
    for (const other of document.querySelectorAll("[data-theme-to]")) {
      if (other === link) other.setAttribute("aria-current", "true")
      else other.removeAttribute("aria-current")
    }
    history.replaceState(null, "", withTheme(location.href, theme))
    for (const other of document.querySelectorAll('a[href^="/"]:not([data-theme-to])')) {
      const { pathname } = new URL(other.href)
      if (pathname === "/" || pathname === "/demo/how") other.href = withTheme(other.href, theme)
    }
  })
}

function withTheme(address, theme) {
  const url = new URL(address)
  if (theme === "system") url.searchParams.delete("theme")
  else url.searchParams.set("theme", theme)
  return url.pathname + url.search
}

// Menus: one open at a time, closed by Escape and by a click elsewhere.
const menus = [...document.querySelectorAll("details.menu")]
document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false
})
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  for (const menu of menus) {
    if (!menu.open) continue
    menu.open = false
    menu.querySelector("summary").focus()
  }
})

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false
  button.addEventListener("click", () => copy(button, button.parentElement.querySelector("pre").textContent))
}

async function copy(button, text) {
  const name = button.textContent
  await navigator.clipboard.writeText(text)
  button.textContent = "Copied"
  await wait(1500)
  button.textContent = name
}

// The customer's past, while it is being told.
async function watchTold() {
  while (one("filling")) {
    await wait(1000)
    const { percent } = await ask("/demo/told?customer=" + customer).catch(() => ({}))
    if (percent === null) {
      const filling = one("filling")
      filling.textContent = filling.dataset.then
      filling.removeAttribute("id")
    }
    else if (percent !== undefined) one("told").textContent = percent
  }
}
watchTold()

// What the last messages cost: read again when the balance moves.
async function readMessages() {
  const text = await (await fetch(location.href)).text()
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("messages")
  if (fresh && fresh.innerHTML !== one("messages").innerHTML) one("messages").replaceChildren(...fresh.childNodes)
}
if (one("messages")) {
  document.addEventListener("tollgate-balance-change", () => readMessages().catch(() => {}))
}

${INVOICE_SCRIPT}
// The simulator.
const log = one("log")
const LOG_MAX = 60
const STEADY_KINDS = ["marketing", "marketing", "otp", "service", "service", "failed"]

function element(tag, className, ...children) {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...children)
  return made
}

function clock() {
  return element("time", "", new Date().toLocaleTimeString("en-GB"))
}

function enter(entry) {
  one("log-empty").hidden = true
  one("clear").hidden = false
  log.prepend(element("li", "", entry))
  while (log.children.length > LOG_MAX) log.lastElementChild.remove()
}

function block(title, value) {
  const pre = element("pre", "", typeof value === "string" ? value : JSON.stringify(value, null, 2))
  pre.tabIndex = 0
  return [element("h4", "", title), pre]
}

function curlOf({ path, headers, body }) {
  const quoted = (text) => "'" + text.replaceAll("'", "'\\\\''") + "'"
  const told = Object.entries(headers).map(([name, value]) => " \\\\\\n  -H " + quoted(name + ": " + value))
  return "curl " + quoted(location.origin + path) + told.join("") + " \\\\\\n  -d " + quoted(JSON.stringify(body))
}

function resultOf(answer) {
  if (answer.charged !== undefined) {
    const counts = ["accepted", "duplicates", "suspended", "rejected"].filter((name) => answer[name] > 0)
    return counts.map((name) => answer[name] + " " + name).join(", ") + ", charged " + answer.charged
  }
  if (answer.held !== undefined) return "held " + answer.held
  return answer.detail ?? (answer.amount === undefined ? "" : answer.status ?? "posted")
}

function entryOf(step, status, answer) {
  const result = resultOf(answer)
  const button = element("button", "", "Copy as curl")
  button.type = "button"
  button.addEventListener("click", () => copy(button, curlOf(step)))
  const entry = element(
    "details",
    "",
    element(
      "summary",
      "",
      element("span", status < 300 ? "status" : "status bad", String(status)),
      element("span", "what", step.name, element("small", "", result)),
      clock(),
    ),
    element("p", "path", "POST " + step.path),
    ...block("Body", step.body),
    ...block("Answer", answer),
    button,
  )
  enter(entry)
  one("said").textContent = step.name + ": " + status + ", " + result
}

async function run(kind) {
  try {
    const { steps } = await ask("/demo/scenario?kind=" + kind + "&customer=" + customer)
    for (const step of steps) {
      await wait(step.afterMs)
      const { path, headers, body } = step
      const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })
      entryOf(step, response.status, await response.json())
      if (!response.ok) return
    }
  } catch (error) {
    enter(element("p", "event bad", element("span", "what", error.message), clock()))
    one("said").textContent = error.message
  }
}

for (const button of document.querySelectorAll("[data-scenario]")) {
  button.addEventListener("click", () => run(button.dataset.scenario))
}

const steady = one("steady")
let ticking
steady?.addEventListener("click", () => {
  const isOn = steady.getAttribute("aria-pressed") !== "true"
  steady.setAttribute("aria-pressed", String(isOn))
  clearInterval(ticking)
  if (!isOn) return
  const next = () => document.hidden || run(STEADY_KINDS[Math.floor(Math.random() * STEADY_KINDS.length)])
  next()
  ticking = setInterval(next, ${STEADY_SECONDS * 1000})
})

one("clear")?.addEventListener("click", () => {
  log.replaceChildren()
  one("log-empty").hidden = false
  one("clear").hidden = true
})

// What the elements tell the page.
if (log) {
  const told = {
    "tollgate-balance-change": ({ previous, balance }) => previous + " \\u2192 " + balance,
    "tollgate-topup-complete": () => "",
    "tollgate-topup-failed": () => "",
    "tollgate-error": ({ code }) => code ?? "",
  }
  for (const [name, facts] of Object.entries(told)) {
    document.addEventListener(name, (event) => {
      // The header shows the same wallet and says the same; a past that is being told is no news.
      if (event.target.closest?.(".top") || one("filling")) return
      enter(element("p", "event", element("span", "what", element("code", "", name), element("small", "", facts(event))), clock()))
    })
  }
}
`
