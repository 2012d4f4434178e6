// How often a moving hand sends messages to the server: five times a second while the server answers
// quickly, and less often when it has much to do. The browser paints what the hand changes from its own
// preview, so nobody waits for these messages. A hand that rests has told the server its last change.

export const LEAST = 200 // ms between two messages
export const MOST = 1000
const QUICK = 30 // ms of an answer from a server that has time
const SHARE = 12 // each further ms of an answer is so many ms between two messages
const FORGET = 2 // what a slow answer has said counts less by this factor with each quicker one after it

/**
 * @typedef {object} Waiting
 * @property {number} change Number of the last change that was sent.
 * @property {number | null} since When it was sent; null when it has been answered.
 * @property {number} took ms that answers take at present, see `noteAnswer`.
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
 * Note the last change of a hand that the server has answered. A slow answer counts at once, a quick one
 * little by little: among many visitors some messages find no queue by chance, and if each of them set its
 * hand free to send five times a second, the queue would be back a moment later.
 *
 * @param {string} hand
 * @param {number} change
 */
export function noteAnswer(hand, change) {
  const waiting = waitingOf(hand)
  if (waiting.since === null || change < waiting.change) return
  waiting.took = Math.max(performance.now() - waiting.since, waiting.took / FORGET)
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
  return Math.min(MOST, LEAST + SHARE * Math.max(0, longest - QUICK))
}

/**
 * Throttle the messages of a hand: call `send` at the hand's pace, at once if `now`, and when the hand has
 * rested for LEAST ms. The first message of a movement goes at once only to a server that has time. `send`
 * reads the state when it is called, so the last state is always sent: when the page is left or the component
 * ends, a pending call is made at once.
 *
 * @param {() => [hand: string, change: number]} what The hand, and the number of its last change.
 * @param {() => void} send
 * @param {import("./scope.js").Scope} scope
 * @returns {(now: boolean) => void}
 */
export function paced(what, send, scope) {
  /** @type {import("./scope.js").Stop | null} */
  let due = null
  /** @type {import("./scope.js").Stop | null} */
  let rest = null
  let last = -Infinity
  /** @type {number | null} */
  let wanted = null // since when something has not been sent

  function fire() {
    due?.()
    rest?.()
    due = rest = wanted = null
    last = performance.now()
    const [hand, change] = what()
    Object.assign(waitingOf(hand), { change, since: last })
    send()
  }

  function fireWhenDue() {
    due = null
    const pace = paceOf(what()[0])
    const start = pace > LEAST ? Math.max(last, wanted ?? last) : last
    const wait = start + pace - performance.now()
    if (wait <= 0) fire()
    else due = scope.later(fireWhenDue, wait)
  }

  scope.whenLeft(() => {
    if (wanted !== null) fire()
  })

  return (now) => {
    wanted ??= performance.now()
    rest?.()
    if (now) return fire()
    rest = scope.later(fire, LEAST)
    if (!due) fireWhenDue()
  }
}
