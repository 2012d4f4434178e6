// How often a moving hand sends messages to the server: five times a second while the server answers
// quickly, and less often when it has much to do. The browser paints what the hand changes from its own
// preview, so nobody waits for these messages. A hand that rests has told the server its last change.

import { throttle } from "./latest.js"

export const LEAST = 200 // ms between two messages
export const MOST = 1000
const SHARE = 6 // a hand keeps the server busy for at most a sixth of the time

/**
 * @typedef {object} Waiting
 * @property {number} change Number of the last change that was sent.
 * @property {number | null} since When it was sent; null when it has been answered.
 * @property {number} took ms from the last answered message to its answer.
 */

/** @type {Map<string, Waiting>} */
const hands = new Map()

/** @param {string} hand */
function waitingOf(hand) {
  const waiting = hands.get(hand) ?? { change: 0, since: null, took: 0 }
  hands.set(hand, waiting)
  return waiting
}

/**
 * Note the last change of a hand that the server has answered.
 *
 * @param {string} hand
 * @param {number} change
 */
export function noteAnswer(hand, change) {
  const waiting = waitingOf(hand)
  if (waiting.since === null || change < waiting.change) return
  waiting.took = performance.now() - waiting.since
  waiting.since = null
}

/**
 * The time between two messages of a hand, in ms.
 *
 * @param {string} hand
 */
export function paceOf(hand) {
  const { took, since } = waitingOf(hand)
  const longest = Math.max(took, since === null ? 0 : performance.now() - since)
  return Math.min(MOST, Math.max(LEAST, SHARE * longest))
}

/**
 * Throttle the messages of a hand: call `send` at the hand's pace, at once if `now`, and when the hand has
 * rested for LEAST ms. `send` reads the state when it is called, so the last state is always sent. A pending
 * call is dropped when the component ends.
 *
 * @param {() => [hand: string, change: number]} what The hand, and the number of its last change.
 * @param {() => void} send
 * @param {import("./scope.js").Scope} scope
 * @returns {(now: boolean) => void}
 */
export function paced(what, send, scope) {
  /** @type {import("./scope.js").Stop | null} */
  let rest = null
  const sendAndNote = () => {
    rest?.()
    rest = null
    const [hand, change] = what()
    Object.assign(waitingOf(hand), { change, since: performance.now() })
    send()
  }
  const ask = throttle(sendAndNote, () => paceOf(what()[0]), scope)
  return (now) => {
    rest?.()
    rest = scope.later(() => ask(true), LEAST)
    ask(now)
  }
}
