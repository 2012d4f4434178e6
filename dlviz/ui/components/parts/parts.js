// The parts of the page that a teacher may hide, by the names that they have on screen.
import { component } from "../base/lifecycle.js"

const LONGEST = 60 // characters of a name

export default component((root, server, { page, label }) => {
  root.replaceChildren(document.createElement("span"))
  server.set("parts", [...parts(page, label)])
  return { update() {} }
})

function parts(page, label) {
  const found = new Map()
  const key = new RegExp(`(?:^| )st-key-(${page}_[a-z0-9_]+)`)
  for (const element of document.querySelectorAll(`[class*="st-key-${page}_"]`)) {
    const match = element.className.match(key)
    const name = match && element.checkVisibility() ? nameOf(element, label) : ""
    if (name && !element.closest("[role=dialog]")) found.set(match[1], name.slice(0, LONGEST))
  }
  return found
}

function nameOf(element, label) {
  const own =
    element.querySelector(label)?.innerText || element.querySelector("summary p, button p, a p")?.innerText
  if (own) return own.trim()
  const host = [...element.querySelectorAll("*")].find(({ shadowRoot }) => shadowRoot)
  const inside = (host?.shadowRoot ?? element).querySelector("[aria-label]")
  return (inside?.getAttribute("aria-label") ?? "").trim()
}
