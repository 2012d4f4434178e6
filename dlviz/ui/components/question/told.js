// What came: the outcome, the misconception, the answer beside the truth, how it is worked out.

import { made } from "../base/elements.js"
import { marked, options } from "./choose.js"

/** @typedef {import("./messages.d.ts").Told} Told */
/** @typedef {import("./messages.d.ts").Why} Why */

/**
 * The explanation: the outcome, then beside each other, where there is room, the misconception, the
 * reason that is asked for, the answer beside the truth; and how it is worked out. That is folded while
 * there is something else to read first: the page's picture is to stay in sight.
 *
 * @param {Told} told
 * @param {HTMLElement | null} drawn The answer beside the truth.
 * @param {HTMLElement} more Where a reason is asked for.
 * @param {object} act
 * @param {() => void} act.refute Sets the state that shows the misconception to be one.
 * @param {() => void} act.toggled Called when how it is worked out is unfolded or folded.
 */
export function explanation(told, drawn, more, { refute, toggled }) {
  const words = told.mistake || told.correction ? [mistaken(told, refute)] : []
  const parts = told.outcome ? [made("p", "outcome", told.outcome)] : []
  const own = drawn ? [made("div", "drawn", drawn)] : []
  const set = made("p", "set")
  const worked = told.worked ? [working(told, toggled)] : [] // a teacher's own question has none
  return [...parts, made("div", "columns", ...words, more, ...own, ...worked), set]
}

/**
 * How it is worked out, and what is to be noticed.
 *
 * @param {Told} told
 * @param {() => void} toggled
 */
function working({ worked, notice }, toggled) {
  const words = notice ? "How it is worked out, and what to notice" : "How it is worked out"
  const texts = [made("p", "", worked)]
  if (notice) texts.push(made("p", "notice", made("strong", "", "Notice: "), notice))
  const element = made("details", "worked", made("summary", "", words), made("div", "both", ...texts))
  element.ontoggle = toggled
  return element
}

/**
 * Whether something else is to be read before how it is worked out.
 *
 * @param {Told} told
 * @param {Why | null} why
 * @param {boolean} isDrawn Whether the answer stands beside the truth.
 */
export const comesFirst = (told, why, isDrawn) =>
  (why !== null && why.chosen < 0) || (Boolean(told.mistake || told.correction) && isDrawn)

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
  element.append(chosen < 0 ? options(all, choose) : marked(all, words, true))
  if (reply) element.append(made("p", "reply", reply))
  return element
}
