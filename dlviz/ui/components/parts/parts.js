// The parts of the page that a teacher may hide, by the names that they have on screen.
import { component } from "../base/lifecycle.js"

const LONGEST = 40 // characters of a name

export default component((root, server, { page, label }) => {
  root.replaceChildren(document.createElement("span"))
  server.set("parts", [...parts(page, label)])
  return { update() {} }
})

function parts(page, label) {
  const found = new Map()
  const keyed = `[class*="st-key-${page}_"]`
  const key = new RegExp(`(?:^| )st-key-(${page}_[\\w-]+)(?= |$)`)
  for (const element of document.querySelectorAll(keyed)) {
    const match = element.className.match(key)
    const isThere = match && element.checkVisibility() && !element.closest("[role=dialog]")
    const name = isThere ? short(nameOf(element, label, keyed)) : ""
    if (name) found.set(match[1], name)
  }
  return found
}

/** The name of a part on screen; "" for a group of parts that have names of their own. */
function nameOf(element, label, keyed) {
  const isOwn = (part) => part.closest(keyed) === element
  const first = (css) => [...element.querySelectorAll(css)].find(isOwn)
  const own = first(label) ?? first("summary p, button p, a p")
  if (own?.innerText.trim()) return own.innerText
  const host = [...element.querySelectorAll("*")].find(({ shadowRoot }) => shadowRoot)
  if (host && !isOwn(host)) return ""
  const inside = (host?.shadowRoot ?? element).querySelector("[aria-label]")
  return inside && (host || isOwn(inside)) ? inside.getAttribute("aria-label") : ""
}

/** What a picture shows, without the numbers behind it: the first words of a description. */
function short(name) {
  const first = name.trim().split(/[.:;(\n]|, /)[0].trim()
  if (first.length <= LONGEST) return first
  return `${first.slice(0, LONGEST).replace(/\s+\S*$/, "")} …`
}
