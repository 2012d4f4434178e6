// What has to be sent before the page is left. Messages of a moving hand wait for their turn (pace.js); once
// another page is on screen, nobody would hear of them. The server may be too late for such a message, or
// the connection already closed: it is stored too, and sent again when the page is opened as it was left.
// A server that is restarted under an open page never heard of the hands' last changes: they are sent again.

const STORE = "dlviz-unsent" // sessionStorage: by path, what was sent while the page was left

/** @typedef {{search: string, messages: Record<string, Record<string, unknown>>}} Left By component and state. */

/** @type {Set<() => void>} */
const waiting = new Set()
/** @type {Left | null} */
let leaving = null // of the page that is being left
/** @type {Set<() => void> | null} */
let restored = new Set() // called when the server has restored what this tab had; null afterwards

/**
 * @typedef {object} Change The last change of a hand that a component has sent.
 * @property {string} name Of the state.
 * @property {{change: number}} value With the number of the change, as in preview.js.
 */

/** @type {Map<string, Change>} */
const unanswered = new Map() // by component, what the server has not answered yet
let isNewSession = false // whether the page belongs to a session that does not know it yet
/** @type {Set<() => void>} */
const renewals = new Set() // called when a new session has replaced that of an open page

/** The server knows this tab: what is sent to it now is not overwritten by what it restores. */
export function noteRestored() {
  const calls = restored ?? []
  restored = null
  for (const call of calls) call()
}

/**
 * Whether the server has restored what this tab had before a reload; if not, `call` is called then.
 *
 * @param {() => void} call
 */
export function isRestored(call) {
  restored?.add(call)
  return restored === null
}

/**
 * Call when the page is left, while messages can still be sent; not only then: also when the visitor presses
 * anything.
 *
 * @param {() => void} call
 * @returns {() => void} Stops it.
 */
export function whenLeft(call) {
  waiting.add(call)
  return () => waiting.delete(call)
}

/**
 * Note the last change that the server has answered. It handles messages in their order, of all hands.
 *
 * @param {number} change
 */
export function noteAnswered(change) {
  // A new session gets all states from the browser, so it names changes that it has not made.
  if (isNewSession) return
  for (const [component, { value }] of unanswered) if (value.change <= change) unanswered.delete(component)
}

/** The page has got data from a session that does not know this tab. */
export function noteNewSession() {
  isNewSession = true
}

/** A new session has taken the place of the one that knew this page: it gets what that one has not answered. */
export function renew() {
  isNewSession = false
  for (const call of [...renewals]) call()
}

/**
 * Call when a new session has taken the place of the one that knew this page.
 *
 * @param {() => void} call
 * @returns {() => void} Stops it.
 */
export function whenRenewed(call) {
  renewals.add(call)
  return () => renewals.delete(call)
}

/**
 * The last change of a component that no server has answered; only once.
 *
 * @param {string} component
 */
export function takeUnanswered(component) {
  const found = unanswered.get(component)
  unanswered.delete(component)
  return found
}

/** Send everything that waits; the last who came is called first, as it may hand on to an earlier one. */
function sendAll() {
  for (const call of [...waiting].reverse()) {
    try {
      call()
    } catch (error) {
      console.error(error) // the others must still be called
    }
  }
}

/**
 * Send everything that waits, before another page is on screen.
 *
 * @param {string} path Of the page that is left.
 * @param {string} search The query string that it is left with.
 */
export function leave(path, search) {
  leaving = { search, messages: {} }
  sendAll()
  unanswered.clear()
  const all = stored()
  delete all[path]
  if (Object.keys(leaving.messages).length) all[path] = leaving
  leaving = null
  store(all)
}

/**
 * Note what a component sends; it is stored if the page is being left, and sent again if the server is lost.
 *
 * @param {string} component
 * @param {string} name
 * @param {unknown} value
 */
export function noteSent(component, name, value) {
  if (leaving) leaving.messages[component] = { ...leaving.messages[component], [name]: value }
  if (isChange(value)) unanswered.set(component, { name, value })
}

/**
 * @param {unknown} value
 * @returns {value is {change: number}}
 */
const isChange = (value) => Number(/** @type {{change?: number} | null} */ (value)?.change ?? 0) > 0

/**
 * What a component of this page has sent while the page was left, by the name of the state; only once.
 *
 * @param {string} component
 */
export function takeUnsent(component) {
  const all = stored()
  if (!Object.keys(all).length) return {}
  const found = all[location.pathname]?.messages[component]
  if (!found) return {}
  delete all[location.pathname].messages[component]
  store(all)
  return found
}

/**
 * Forget what was stored for a page that is opened with another address.
 *
 * @param {string} path
 */
export function forgetUnsent(path) {
  const all = stored()
  if (!all[path]) return
  delete all[path]
  store(all)
}

/** @returns {Record<string, Left>} */
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "{}")
  } catch {
    return {} // storage is blocked
  }
}

/** @param {Record<string, Left>} all */
function store(all) {
  try {
    if (Object.keys(all).length) sessionStorage.setItem(STORE, JSON.stringify(all))
    else sessionStorage.removeItem(STORE)
  } catch {
    // Storage is blocked or full: the message was sent, and may have arrived.
  }
}

if (typeof location !== "undefined" && typeof addEventListener === "function") {
  const { pathname, search } = location
  if (stored()[pathname]?.search !== search) forgetUnsent(pathname)
  addEventListener("pagehide", () => leave(location.pathname, location.search))
  // On a link, or on a choice that removes the component.
  document.addEventListener("pointerdown", sendAll, true)
}
