// Where the steps of a film are in its curve, in its strip of pictures, and on its axis.

import { clamp } from "../base/numbers.js"

const EDGE = 2 // CSS pixels right of the last step
const APART = 8 // CSS pixels between two numbers of the axis

/**
 * @typedef {object} Span The steps side by side.
 * @property {number} left CSS pixels before the first.
 * @property {number} wide CSS pixels of the whole canvas.
 * @property {number} steps How many there are.
 */

/**
 * The middle of a step.
 *
 * @param {Span} span
 * @param {number} step From 0.
 * @returns {number} CSS pixels from the left.
 */
export function stepMiddle({ left, wide, steps }, step) {
  return left + ((wide - left - EDGE) * (step + 0.5)) / steps
}

/**
 * The step at a place; beyond the ends there is none, and the number is below 0 or too large.
 *
 * @param {Span} span
 * @param {number} x CSS pixels from the left.
 * @returns {number}
 */
export function stepAt({ left, wide, steps }, x) {
  return Math.floor(((x - left) / (wide - left - EDGE)) * steps)
}

/**
 * @typedef {object} Piece A picture in the strip.
 * @property {number} step Whose picture it is.
 * @property {number} left CSS pixels.
 * @property {number} wide CSS pixels of its place.
 * @property {number} part Share of the picture that is cut off on each side, in [0, 0.5].
 */

/**
 * The strip under the curve: as many square pictures as fit, two at least, cut to the place they have.
 *
 * @param {Span} span
 * @param {number} tall CSS pixels of the strip.
 * @returns {Piece[]}
 */
export function strip({ left, wide, steps }, tall) {
  const room = wide - left - EDGE
  const count = Math.max(2, Math.round(room / tall))
  const each = room / count
  return Array.from({ length: count }, (_, at) => ({
    step: Math.floor(((at + 0.5) * steps) / count),
    left: left + at * each,
    wide: each,
    part: (1 - Math.min(1, each / tall)) / 2,
  }))
}

/**
 * The numbers of the axis that have room: each stays within the curve, none touches the one before.
 *
 * @param {Span} span
 * @param {{ at: number, half: number }[]} ticks Step and half the width of the text in CSS pixels.
 * @returns {{ index: number, x: number }[]} Which of `ticks`, and where its middle is.
 */
export function ticks(span, ticks) {
  /** @type {{ index: number, x: number }[]} */
  const found = []
  let end = -Infinity
  ticks.forEach(({ at, half }, index) => {
    const x = clamp(stepMiddle(span, at), span.left + half, span.wide - half)
    if (x - half < end + APART) return
    found.push({ index, x })
    end = x + half
  })
  return found
}
