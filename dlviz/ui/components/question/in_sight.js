// Brings a question, or what it changed, into view without moving what is in view already.

const SHARE = 0.4 // of the window's height: so much of the page stays in view below an explanation
const LIT = 2_400 // ms for which a changed control is marked

/**
 * Scroll so that an element begins at the top of the window, if less of the page is seen below it than
 * there could be, or if it begins above.
 *
 * @param {HTMLElement} element
 * @param {number} [share] Of the window's height, to be left below it.
 */
export function bringUp(element, share = SHARE) {
  const { top, bottom } = element.getBoundingClientRect()
  if (top >= 0 && bottom <= (1 - share) * innerHeight) return
  element.scrollIntoView({ block: "start", behavior: "instant" })
}

/**
 * The controls of the page with these keys, and what each is called.
 *
 * @param {readonly import("./messages.d.ts").Changed[]} changed
 */
function controls(changed) {
  return changed.map(({ key, value }) => {
    const element = document.querySelector(`.st-key-${key}`)
    return { element, name: element?.querySelector("label")?.textContent?.trim() ?? "", value }
  })
}

/**
 * One sentence that says what is set now.
 *
 * @param {readonly import("./messages.d.ts").Changed[]} changed
 */
export function sentenceOf(changed) {
  if (!changed.length) return "The page shows it already: look at the picture below."
  const named = controls(changed).filter(({ name, value }) => name && value && value.length <= 40)
  if (!named.length) return "Now the page shows it: look at the picture below."
  const list = named.map(({ name, value }) => `${name}: ${value}`).join("; ")
  return `Now this is set: ${list}. Look at the picture below.`
}

/**
 * Mark the changed controls for a moment.
 *
 * @param {readonly import("./messages.d.ts").Changed[]} changed
 */
export function lightUp(changed) {
  for (const { element } of controls(changed)) {
    const colour = element && getComputedStyle(element).getPropertyValue("--st-primary-color")
    const on = { outline: `0.1875rem solid ${colour || "Highlight"}`, outlineOffset: "0.25rem" }
    element?.animate?.([on, { ...on, offset: 0.8 }, { ...on, outlineColor: "transparent" }], LIT)
  }
}
