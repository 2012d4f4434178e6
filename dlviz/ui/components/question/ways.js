// The ways to answer, one for each kind of question.

import { choose } from "./choose.js"
import { number } from "./number.js"
import { order } from "./order.js"
import { place } from "./place.js"
import { sketch } from "./sketch.js"

/** @typedef {import("./messages.d.ts").Asked} Asked */
/** @typedef {import("./messages.d.ts").Answer} Answer */
/** @typedef {import("./messages.d.ts").Truth} Truth */

/**
 * @typedef {object} Tools What a way to answer needs from the question.
 * @property {(answer: Partial<Answer>) => void} answer Sends the answer.
 * @property {(problem: string) => void} say Shows what is wrong with the answer; "" for nothing.
 * @property {(words: string) => void} announce Speaks to a screen reader.
 * @property {() => boolean} isWaiting Whether the answer was sent: then the hand changes nothing.
 * @property {string} label Identity of the element with the prompt.
 */

/**
 * @typedef {object} Way
 * @property {HTMLElement} element
 * @property {() => void} [resized] Draws anew for the element's size.
 * @property {HTMLInputElement} [types] Where a number is typed.
 */

/**
 * @typedef {object} Kind
 * @property {(asked: Asked, tools: Tools) => Way} ask
 * @property {(asked: Asked, answer: Answer) => Way} kept The answer that was given, small.
 * @property {(asked: Asked, answer: Answer | null, truth: Truth, scale: Uint8Array) => Way | null} told The
 *   answer beside what came; null if words say all.
 */

/** @type {Record<Asked["kind"], Kind>} */
export const WAYS = { choose, number, order, place, sketch }
