// A choice of two to four answers: one tap answers.

import { made } from "../base/elements.js"
import { painted } from "./shown.js"

/** @typedef {import("./messages.d.ts").Item} Item */
/** @typedef {import("./ways.js").Way} Way */

/**
 * Buttons, one for each answer.
 *
 * @param {readonly Item[]} items
 * @param {(index: number) => void} choose
 */
export function options(items, choose) {
  const buttons = items.map((item, index) => {
    const key = made("kbd", "", { "aria-hidden": "true" }, String(index + 1))
    const element = made("button", "option", { type: "button" }, key, ...face(item))
    element.onclick = () => choose(index)
    return element
  })
  const element = made("div", "options", ...buttons)
  element.classList.toggle(
    "pictured",
    items.some(({ picture }) => picture),
  )
  return element
}

/**
 * The same answers when they can no longer be chosen, those of `words` marked with a word.
 *
 * @param {readonly Item[]} items
 * @param {(index: number) => string[]} words
 * @param {boolean} [areFew] Whether those without a word are left out.
 */
export function marked(items, words, areFew = false) {
  const all = items.flatMap((item, index) => {
    const own = words(index)
    if (areFew && !own.length) return []
    const element = made("li", "option", ...face(item), ...own.map((word) => made("span", "mark", word)))
    element.classList.toggle("own", own.includes(YOURS))
    element.classList.toggle("right", own.includes(CAME))
    return [element]
  })
  const element = made("ul", "options", { role: "list" }, ...all)
  element.classList.toggle(
    "pictured",
    items.some(({ picture }) => picture),
  )
  return element
}

export const YOURS = "your answer"
export const CAME = "what came"

/** @param {Item} item */
const face = ({ text, picture }) => [...(picture ? [painted(picture)] : []), made("span", "text", text)]

/** @type {import("./ways.js").Kind} */
export const choose = {
  ask: ({ items }, { answer }) => ({ element: options(items, (index) => answer({ index })) }),
  kept: ({ items }, { index }) => ({
    element: made("div", "options", made("div", "option own", ...face(items[index]))),
  }),
  told({ items }, answer, truth) {
    if (answer && !items.some(({ picture }) => picture)) return null // the outcome names both answers
    const words = (/** @type {number} */ index) => [
      ...(index === answer?.index ? [YOURS] : []),
      ...(index === truth.index ? [CAME] : []),
    ]
    return { element: marked(items, words) }
  },
}
