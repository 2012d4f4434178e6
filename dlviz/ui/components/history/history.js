// Manages the browser's history: every page visit is one entry, and changing a setting only replaces
// the current entry's address. Back, Forward and the menu's links open a page with the address that
// it was left with; the server then sets all widgets as for a visitor who follows a link.
import { forgetUnsent, leave, noteNewSession, noteRestored, renew } from "../base/leaving.js"
import { component } from "../base/lifecycle.js"

const STORE = "dlviz-pages" // sessionStorage: the query string of each page's address, by path
const TAB = "dlviz-tab" // sessionStorage: the key by which the server recognises this tab
const ASKS = "dlviz-asks" // localStorage: "1" or "0": whether pages ask before they show
const CLASSES = "dlviz-classes" // localStorage: the classes that this browser is in, by role
const LEFT = "dlviz-left" // sessionStorage: set while a page unloads; a duplicated tab lacks it
const NARROW = matchMedia("(max-width: 768px)") // then the menu covers the page

/** @type {import("./messages.d.ts").Data} */
let css // selectors and names from the server
/** @type {Record<string, string>} */
const known = read()
let shown = location.pathname
/** @type {string} */
let kept // the query string of the current page
/** @type {string} */
let visit // identifies the current history entry, in its state
let isInstalled = false
let hasToldAsks = false
/** @type {string | undefined} */
let toldMembers // the session that knows the classes
let tab = stored(TAB) // the key of the previous page, later of this one
/** @type {string | undefined} */
let asked // the key that the server offered when it was told about `tab`
let hasLeft = stored(LEFT) !== null
const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"))
const isBack = navigation?.type === "back_forward" // from another site, to the page as it was left
let isReload = navigation?.type === "reload" || (isBack && known[location.pathname] === location.search)

export default component(createHistory)

/** @type {import("./messages.d.ts").Create} */
function createHistory(root, server, data) {
  root.replaceChildren(document.createElement("span"))
  css = data
  if (!isInstalled) install()
  isInstalled = true
  return {
    update(now) {
      css = now
      recognise(server, now.tab, now.is_known)
      rememberAsks(server, now.asks)
      rememberMember(server, now)
    },
  }
}

/**
 * Send this tab's key to a new session, which then restores the tab's own work. If it has none, the server was
 * restarted: it then gets the last changes again.
 *
 * @param {import("../base/lifecycle.js").Server<import("./messages.d.ts").States, {}>} server
 * @param {string} key
 * @param {boolean} isKnown
 */
function recognise(server, key, isKnown) {
  if (tab === null || isKnown) {
    const isRestarted = tab !== null && tab !== key
    tab = key
    store(TAB, key)
    noteRestored()
    if (isRestarted) renew()
    hasLeft = isReload = true // a later new session (after a lost one) belongs to this same page
  } else if (key !== tab && key !== asked) {
    asked = key
    noteNewSession()
    server.set("before", { key: tab, left: hasLeft, reload: isReload })
  }
}

/**
 * Remember over visits whether pages ask; tell the server what is remembered, where nobody has chosen.
 *
 * @param {import("../base/lifecycle.js").Server<import("./messages.d.ts").States, {}>} server
 * @param {boolean | null} asks
 */
function rememberAsks(server, asks) {
  try {
    if (asks !== null) localStorage.setItem(ASKS, asks ? "1" : "0")
    else if (localStorage.getItem(ASKS) !== null && !hasToldAsks)
      server.set("asks", localStorage.getItem(ASKS) === "1")
    hasToldAsks = true
  } catch {
    // Storage is blocked: each visit begins with what the server says.
  }
}

/**
 * Remember the class that this tab is in, so that every tab of this browser comes back into it; tell a new
 * session what is remembered.
 *
 * @param {import("../base/lifecycle.js").Server<import("./messages.d.ts").States, {}>} server
 * @param {import("./messages.d.ts").Data} now
 */
function rememberMember(server, { member, left, wants_member: isWanted, session }) {
  try {
    const before = localStorage.getItem(CLASSES)
    /** @type {Record<string, import("./messages.d.ts").Member>} */
    const all = JSON.parse(before ?? "{}")
    for (const [role, own] of Object.entries(all)) if (left.includes(own.code)) delete all[role]
    if (member) all[member.role] = member
    const after = JSON.stringify(all)
    if (after === "{}") localStorage.removeItem(CLASSES)
    else if (after !== before) localStorage.setItem(CLASSES, after)
    if (member || toldMembers === session || (after === "{}" && !isWanted)) return
    server.set("members", { session, all: Object.values(all) })
  } catch {
    if (toldMembers !== session && isWanted) server.set("members", { session, all: [] }) // storage is blocked
  }
  toldMembers = session
}

/** @param {string} name */
function stored(name) {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return null // storage is blocked: after a reload the tab is not recognised
  }
}

/**
 * @param {string} name
 * @param {string | null} value
 */
function store(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, value)
  } catch {
    // Storage is blocked or full.
  }
}

function install() {
  const push = history.pushState.bind(history)
  const replace = history.replaceState.bind(history)
  history.pushState = (state, title, url) => {
    const wanted = unmarked(url)
    const isHere = wanted.pathname === location.pathname && wanted.hash === location.hash
    if (!isHere) push({ ...state, visit: newVisit() }, title, pathOf(wanted))
    else if (!isLate(wanted)) replace({ ...state, visit }, title, pathOf(wanted))
    remember()
  }
  history.replaceState = (state, title, url) => {
    const wanted = unmarked(url)
    if (!isLate(wanted)) replace({ ...state, visit }, title, pathOf(wanted))
    remember()
  }
  store(LEFT, null)
  addEventListener("pagehide", () => store(LEFT, "1"))
  addEventListener("pageshow", () => store(LEFT, null)) // the browser had only put it aside
  listenForMoves(replace)
  document.addEventListener("click", (event) => followed(event, push), true)
  visit = history.state?.visit ?? newVisit()
  history.replaceState(history.state, "")
}

/**
 * Hear that the browser has gone to another entry before Streamlit's own listener does. A window calls its
 * listeners in the order in which they came, also those that capture, and Streamlit's is there first.
 *
 * @param {History["replaceState"]} replace
 */
function listenForMoves(replace) {
  const entries = Reflect.get(window, "navigation") // an EventTarget; older browsers have none
  if (!(entries instanceof EventTarget)) {
    addEventListener("popstate", (event) => moved(event, replace), true)
    return
  }
  entries.addEventListener("currententrychange", (event) => {
    if (Reflect.get(event, "navigationType") === "traverse") moved(event, replace)
  })
}

function newVisit() {
  return (visit = `${Date.now()}-${Math.random()}`)
}

/**
 * Whether the address has parameters of the previous page, whose run has ended too late.
 *
 * @param {URL} wanted
 */
function isLate(wanted) {
  if (wanted.pathname !== location.pathname) return false
  const own = nameOf(wanted.pathname)
  const others = css.pages.filter((page) => page && page !== own)
  const isForeign = (/** @type {string} */ key) =>
    others.some((page) => key.startsWith(`${page}_`)) && !key.startsWith(`${own}_`)
  const present = new URLSearchParams(location.search)
  return [...wanted.searchParams.keys()].some((key) => isForeign(key) && !present.has(key))
}

function remember() {
  const now = unmarked()
  shown = now.pathname
  kept = now.search
  known[shown] = kept
  store(STORE, JSON.stringify(known))
}

function read() {
  try {
    return JSON.parse(stored(STORE) ?? "null") ?? {}
  } catch {
    return {}
  }
}

/**
 * Handle Back and Forward: the browser has moved to another history entry.
 *
 * @param {Event} event
 * @param {History["replaceState"]} replace
 */
function moved(event, replace) {
  const to = history.state?.visit
  if (to === undefined && location.pathname === shown && !location.hash) {
    // An older setting of this page, made before this script was loaded; it must not be an entry.
    replace({ visit }, "", location.pathname + kept)
    event.stopImmediatePropagation()
    history.back()
    return
  }
  const isVisit = to !== visit
  if (isVisit) leave(shown, kept)
  visit = to ?? newVisit()
  if (isVisit) replace({ ...history.state, visit }, "", arriving(new URL(location.href), pathOf))
  remember()
}

/**
 * The address to open, plus a mark that tells the server whether the page was left with it.
 *
 * @param {URL} url
 * @param {(url: URL) => string} written
 */
function arriving(url, written) {
  const last = known[url.pathname]
  const path = written(url)
  const isAsLeft = last !== undefined && written(new URL(url.pathname + last, url)) === path
  url.searchParams.set(css.mark, isAsLeft ? "1" : "0")
  if (!isAsLeft) forgetUnsent(url.pathname)
  setTimeout(() => history.replaceState(history.state, "")) // removes the mark after Streamlit has read it
  return pathOf(url)
}

/**
 * The address with the parameters that are carried from page to page, such as the lecture display.
 *
 * @param {URL} url
 */
function carrying(url) {
  const present = new URLSearchParams(kept)
  url.searchParams.delete(css.mark)
  for (const key of css.carried) {
    url.searchParams.delete(key)
    for (const value of present.getAll(key)) url.searchParams.append(key, value)
  }
  return pathOf(url)
}

/**
 * Handle a click on a link to another page: open that page with the address it was left with.
 *
 * @param {MouseEvent} event
 * @param {History["pushState"]} push
 */
function followed(event, push) {
  if (event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const [target] = event.composedPath() // in a component too
  const link = target instanceof Element && target.closest(`${css.link}, a[data-page-link]`)
  if (!(link instanceof HTMLAnchorElement) || link.target === "_blank") return
  const asked = link.getAttribute("href")
  const wanted = new URL(asked || ".", location.href)
  if (wanted.origin !== location.origin || !css.pages.includes(nameOf(wanted.pathname))) return
  if (NARROW.matches && link.closest(css.menu)) {
    const close = document.querySelector(css.close)
    if (close instanceof HTMLElement) close.click()
  }
  event.preventDefault()
  event.stopPropagation()
  if (wanted.pathname === location.pathname && !wanted.search) return
  leave(location.pathname, location.search)
  if (!wanted.search) wanted.search = known[wanted.pathname] ?? ""
  const address = arriving(wanted, carrying)
  push({ visit: newVisit() }, "", address)
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }))
}

/** @param {string | URL | null} url */
function unmarked(url = location.href) {
  const wanted = new URL(url ?? location.href, location.href)
  if (wanted.searchParams.has(css.mark)) wanted.searchParams.delete(css.mark)
  return wanted
}

const pathOf = (/** @type {URL | Location} */ { pathname, search, hash }) => pathname + search + hash
const nameOf = (/** @type {string} */ path) => path.split("/").at(-1) ?? ""
