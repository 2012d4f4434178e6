// What came: the outcome, the misconception, the answer beside the truth, how it is worked out.

import { made } from "../base/elements.js"
import { marked, options } from "./choose.js"

/** @typedef {import("./messages.d.ts").Told} Told */
/** @typedef {import("./messages.d.ts").Why} Why */

/**
 * The explanation and what is to be noticed, without a reason that is asked for.
 *
 * @param {Told} told
 * @param {HTMLElement | null} drawn The answer beside the truth.
 * @param {() => void} refute Sets the state that shows the misconception to be one.
 */
export function explanation(told, drawn, refute) {
  const words = told.mistake || told.correction ? [mistaken(told, refute)] : []
  const worked = made("div", "worked")
  if (told.worked) worked.append(made("p", "small-head", "How it is worked out"), made("p", "", told.worked))
  const notice = told.notice ? [made("p", "notice", made("strong", "", "Notice: "), told.notice)] : []
  const parts = told.outcome ? [made("p", "outcome", told.outcome)] : []
  const columns = drawn
    ? [made("div", "words", ...words, worked, ...notice), made("div", "drawn", drawn)]
    : [made("div", "words", ...words), made("div", "words", worked, ...notice)]
  return [...parts, made("div", "columns", ...columns)]
}

/**
 * @param {Told} told
 * @param {() => void} refute
 */
function mistaken({ mistake, correction, refutes }, refute) {
  const element = made("div", "mistaken")
  if (mistake) element.append(made("p", "", "You may think: ", made("strong", "", `“${mistake}”`), "."))
  if (correction) element.append(made("p", "", correction))
  if (refutes) {
    const show = made("button", "refute", { type: "button" }, "Show me")
    show.onclick = refute
    element.append(show)
  }
  return element
}

/**
 * What a screen reader says about an outcome.
 *
 * @param {Told} told
 */
export function spokenOutcome({ outcome, mistake, correction, worked }) {
  const sentences = [outcome, mistake && `You may think: ${mistake}.`, correction]
  return sentences.filter(Boolean).join(" ") || worked
}

/**
 * Reasons to choose from; after the choice the reply to it.
 *
 * @param {Why} why
 * @param {(index: number) => void} choose
 */
export function reasons({ prompt, items, chosen, right, reply }, choose) {
  const all = items.map((text) => ({ text }))
  const words = (/** @type {number} */ index) => [
    ...(index === chosen ? ["your reason"] : []),
    ...(index === right ? ["what explains it"] : []),
  ]
  const element = made("div", "why", { role: "group", "aria-labelledby": "why" })
  element.append(made("p", "why-prompt", { id: "why" }, prompt))
  element.append(chosen < 0 ? options(all, choose) : marked(all, words))
  if (reply) element.append(made("p", "reply", reply))
  return element
}
