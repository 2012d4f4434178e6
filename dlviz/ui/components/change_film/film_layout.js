// Layout of a film: positions of its steps in the curve, in the strip of pictures and on the axis.

import { clamp } from "../base/numbers.js"

const EDGE = 2 // CSS pixels right of the last step
const APART = 8 // smallest gap in CSS pixels between two numbers of the axis

/**
 * @typedef {object} Span The horizontal range of the steps.
 * @property {number} left CSS pixels before the first step.
 * @property {number} wide Width of the whole canvas in CSS pixels.
 * @property {number} steps Number of steps.
 */

/**
 * The centre of a step.
 *
 * @param {Span} span
 * @param {number} step From 0.
 * @returns {number} CSS pixels from the left.
 */
export function stepMiddle({ left, wide, steps }, step) {
  return left + ((wide - left - EDGE) * (step + 0.5)) / steps
}

/**
 * The index of the step at `x`; outside the range it is negative or too large.
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
 * @property {number} step Index of its step.
 * @property {number} left Left edge in CSS pixels.
 * @property {number} wide Width in CSS pixels.
 * @property {number} part Share of the picture that is cut off on each side, in [0, 0.5].
 */

/**
 * The strip under the curve: as many square pictures as fit, at least two, cropped to their width.
 *
 * @param {Span} span
 * @param {number} tall Height of the strip in CSS pixels.
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
 * Select the axis numbers that fit: each lies within the curve, and none touches the previous one.
 *
 * @param {Span} span
 * @param {{ at: number, half: number }[]} ticks Step and half the width of the text in CSS pixels.
 * @returns {{ index: number, x: number }[]} Index into `ticks`, and the centre of the text.
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
