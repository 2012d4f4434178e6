// The parts of the page that a teacher may hide, by the names that they have on screen.
import { component } from "../base/lifecycle.js"

const LONGEST = 60 // characters of a name

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
  const key = new RegExp(`(?:^| )st-key-(${page}_[a-z0-9_]+)`)
  for (const element of document.querySelectorAll(`[class*="st-key-${page}_"]`)) {
    const match = element.className.match(key)
    const name = match && element.checkVisibility() ? nameOf(element, label) : ""
    if (match && name && !element.closest("[role=dialog]")) found.set(match[1], name.slice(0, LONGEST))
  }
  return found
}

/**
 * @param {Element} element
 * @param {string} label
 */
function nameOf(element, label) {
  const own =
    shownIn(element.querySelector(label)) || shownIn(element.querySelector("summary p, button p, a p"))
  if (own) return own.trim()
  const host = [...element.querySelectorAll("*")].find(({ shadowRoot }) => shadowRoot)
  const inside = (host?.shadowRoot ?? element).querySelector("[aria-label]")
  return (inside?.getAttribute("aria-label") ?? "").trim()
}

/** @param {Element | null} element */
function shownIn(element) {
  return element instanceof HTMLElement ? element.innerText : ""
}
