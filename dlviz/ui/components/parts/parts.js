// Finds the parts of the page that a teacher may hide, with the names that they have on screen.
import { component } from "../base/lifecycle.js"

const LONGEST = 60 // characters of a name; longer names are cut; longer names are cut
const LONGEST_OF_PICTURE = 40

export default component((root, server, { page, label }) => {
  root.replaceChildren(document.createElement("span"))
  server.set("parts", [...parts(page, label)])
  return { update() {} }
})

/**
 * @param {string} page
 * @param {string} label
 * @returns {Map<string, string>}
 */
function parts(page, label) {
  /** @type {Map<string, string>} */
  const found = new Map()
  const keyed = `[class*="st-key-${page}_"]`
  const key = new RegExp(`(?:^| )st-key-(${page}_[\\w-]+)(?= |$)`)
  for (const element of document.querySelectorAll(keyed)) {
    const match = element.className.match(key)
    const isThere = match && element.checkVisibility() && !element.closest("[role=dialog]")
    const name = isThere ? nameOf(element, label, keyed).trim().slice(0, LONGEST) : ""
    if (match && name) found.set(match[1], name)
  }
  return found
}

/**
 * The name of a part on screen; "" for a group whose parts have their own names.
 *
 * @param {Element} element
 * @param {string} label
 * @param {string} keyed
 */
function nameOf(element, label, keyed) {
  const isOwn = (/** @type {Element} */ part) => part.closest(keyed) === element
  const first = (/** @type {string} */ css) => [...element.querySelectorAll(css)].find(isOwn) ?? null
  const own = shownIn(first(label) ?? first("summary p, button p, a p"))
  if (own.trim()) return own
  const host = [...element.querySelectorAll("*")].find(({ shadowRoot }) => shadowRoot)
  if (host && !isOwn(host)) return ""
  const within = host?.shadowRoot ?? element
  const isHere = (/** @type {Element | null} */ part) => part !== null && (host !== undefined || isOwn(part))
  const [part, spoken] = [within.querySelector("[data-part]"), within.querySelector("[aria-label]")]
  if (isHere(part)) return short(part?.getAttribute("data-part") ?? "") // as the component says
  return isHere(spoken) ? short(spoken?.getAttribute("aria-label") ?? "") : ""
}

/**
 * Shorten a picture's description to its first words, without the numbers that follow.
 *
 * @param {string} name
 */
function short(name) {
  const [first] = name.split(/[.:;](?=\s|$)|[(\n]|, /)
  if (first.length <= LONGEST_OF_PICTURE) return first
  return `${first.slice(0, LONGEST_OF_PICTURE).replace(/\s+\S*$/, "")} …`
}

/** @param {Element | null} element */
function shownIn(element) {
  return element instanceof HTMLElement ? element.innerText : ""
}
