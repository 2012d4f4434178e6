// What a hand is changing, shared between the components of a page. The component under the hand
// publishes it, and those that show what depends on it repaint in the same frame, from the network's
// own weights. The server gets the same values at rest and a few times a second; its numbers replace
// the preview as soon as they answer the last thing that was published.
//
// Each change has a number that grows. A component's data say which change the server has answered:
// data of an older change are kept, but not shown.

import { noteAnswered } from "./leaving.js"
import { noteAnswer } from "./pace.js"

/**
 * @typedef {object} Place Of a component's data in the preview; the record `Preview` in messages.py.
 * @property {string} hand Name of what a hand changes: "two_inputs_weights".
 * @property {number} answered The last change that these data know; 0 for none.
 */

/**
 * @typedef {object} Board
 * @property {number} change Number of the last change.
 * @property {unknown} value What was published with it.
 * @property {Set<(value: any) => void>} hearers
 */

const AGREE = 1e-4 // largest difference from the server's numbers, as a share of their range

/** @type {Map<string, Board>} */
const boards = new Map()

let previewing = 0 // components that show what a hand changes
/** @type {Set<(isPreviewing: boolean) => void>} */
const watchers = new Set()

/** @param {number} more */
function countPreviewing(more) {
  const before = previewing
  previewing += more
  if (Boolean(before) !== Boolean(previewing)) for (const tell of [...watchers]) tell(previewing > 0)
}

/**
 * Tell now, and whenever it changes, whether a component of the page shows previews.
 *
 * @param {import("./scope.js").Scope} scope
 * @param {(isPreviewing: boolean) => void} tell
 */
export function watchPreviews(scope, tell) {
  watchers.add(tell)
  scope.atEnd(() => watchers.delete(tell))
  tell(previewing > 0)
}

/** @param {string} hand */
function boardOf(hand) {
  const board = boards.get(hand) ?? { change: 0, value: null, hearers: new Set() }
  boards.set(hand, board)
  return board
}

/**
 * Publish what a hand has changed.
 *
 * @param {string} hand
 * @param {unknown} value
 * @returns {number} The number of this change, to be sent to the server with it.
 */
export function publish(hand, value) {
  const board = boardOf(hand)
  // Larger than any number from before a reload, which the server may still send.
  board.change = Math.max(board.change + 1, Date.now())
  board.value = value
  for (const hear of [...board.hearers]) hear(value)
  return board.change
}

/**
 * @template Value
 * @typedef {object} Followed
 * @property {(place: Place | null) => void} joins Takes the place that new data say; call it before `value`. A
 *   component that cannot compute a preview, because its weights are too large or did not arrive, joins
 *   nothing: null.
 * @property {() => Value | null} value What the hand has changed since the server's last answer; null if the
 *   server knows everything.
 */

/**
 * Follow a hand: `show` is called in the next frame after it has changed something. If it fails, for
 * instance in an old browser, it is not tried again: from then on the component shows the server's
 * numbers only.
 *
 * @template Value
 * @param {import("./scope.js").Scope} scope
 * @param {() => void} [show] Left out by a component that only asks for the value, and shows nothing.
 * @returns {Followed<Value>}
 */
export function follow(scope, show) {
  /** @type {string | null} */
  let hand = null
  let answered = 0
  let hasFailed = false
  /** @type {import("./scope.js").Stop | null} */
  let frame = null
  /** @type {import("./scope.js").Stop | null} */
  let leave = null

  const hear = () => {
    if (frame || !show) return
    frame = scope.nextFrame(() => {
      frame = null
      try {
        show()
      } catch (error) {
        if (isComparing()) console.error(error)
        else console.warn(error) // a browser too old for it still has the server's numbers
        hasFailed = true
        goTo(null)
      }
    })
  }

  /** @param {string | null} next */
  function goTo(next) {
    if (next === hand) return
    leave?.()
    leave = null
    hand = next
    if (hand === null) return
    const board = boardOf(hand)
    board.hearers.add(hear)
    if (show) countPreviewing(1)
    leave = scope.atEnd(() => {
      board.hearers.delete(hear)
      // Nobody hears of the server's answers any more: the next who joins gets what is true then.
      if (!board.hearers.size) board.value = null
      if (show) countPreviewing(-1)
    })
  }

  return {
    joins(place) {
      // A server that knew a change and knows none now has begun a new session.
      if (place && answered > 0 && place.answered === 0) boardOf(place.hand).value = null
      answered = place?.answered ?? 0
      if (place) noteAnswer(place.hand, place.answered)
      if (place) noteAnswered(place.answered)
      if (place) boardOf(place.hand).change = Math.max(boardOf(place.hand).change, answered)
      goTo(hasFailed ? null : (place?.hand ?? null))
    },
    value() {
      const board = hand === null ? null : boardOf(hand)
      if (!board || board.change <= answered) return null
      return /** @type {Value} */ (board.value)
    },
  }
}

/** Whether this page compares previews with the server's numbers; only tests switch it on. */
export const isComparing = () =>
  Boolean(/** @type {{dlvizComparesPreviews?: boolean}} */ (globalThis).dlvizComparesPreviews)

/**
 * Do what is needed only to compare.
 *
 * @param {() => void} check
 */
export function whenCompared(check) {
  if (isComparing()) check()
}

/**
 * Compare a preview with the server's numbers for the same values. Only tests switch this on: a page
 * with `dlvizComparesPreviews` says loudly when they differ.
 *
 * @param {string} what
 * @param {ArrayLike<number>} preview
 * @param {ArrayLike<number>} server
 */
export function compare(what, preview, server) {
  if (!isComparing()) return
  const off = difference(preview, server)
  if (off > AGREE) console.error(`${what}: the preview differs from the server's numbers by ${off}`)
}

/**
 * The largest difference between two rows of numbers, as a share of the largest finite number; infinite
 * if their lengths differ, or where only one of two is finite.
 *
 * @param {ArrayLike<number>} one
 * @param {ArrayLike<number>} other
 */
export function difference(one, other) {
  if (one.length !== other.length) return Infinity
  let [largest, off] = [0, 0]
  for (let at = 0; at < one.length; at += 1) {
    const [a, b] = [one[at], other[at]]
    if (Object.is(a, b) || a === b) {
      if (Number.isFinite(a)) largest = Math.max(largest, Math.abs(a))
      continue
    }
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity
    largest = Math.max(largest, Math.abs(a), Math.abs(b))
    off = Math.max(off, Math.abs(a - b))
  }
  return off && off / largest
}
