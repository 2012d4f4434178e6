// Slides kernels over planes in whatever is quicker on this machine, the graphics card or the script.

import * as script from "./convolve.js"
import { createGraphics } from "./convolve_gl.js"
import { difference } from "./preview.js"

/** @typedef {import("./convolve.js").Plane} Plane */
/** @typedef {import("./convolve.js").Correlated} Correlated */

const MANY = 2e5 // pixels; below, the way to the graphics card and back takes longer than the script
const LEAST = 2 ** -100 // the smallest weight; graphics cards take numbers below 2 ** -126 for 0
const TRIAL = { rows: 3, columns: 3, weights: [1, 2, 3, 4, 5, 6, 7, 8, 9] }

const EXACT = 1e-4 // as a share of the largest number

/** @type {ReturnType<typeof createGraphics> | undefined} */
let graphics // one for the page; undefined until it is tried

/**
 * Find out which is quicker, once a page, with a plane that is at hand anyway. Until then, and where
 * there is no graphics card, the script computes.
 *
 * @param {Plane} plane
 */
export function compareSpeeds(plane) {
  if (graphics !== undefined || plane.data.length < MANY) return
  graphics = createGraphics()
  if (graphics && !isBetter(graphics, script, plane)) graphics = null
}

/**
 * Whether one way is quicker than another and gives the same numbers. Some browsers add noise to what a
 * page reads back from the graphics card.
 *
 * @param {{correlate: (plane: Plane, kernel: typeof TRIAL) => Correlated | null}} one
 * @param {{correlate: (plane: Plane, kernel: typeof TRIAL) => Correlated | null}} other
 * @param {Plane} plane
 */
export function isBetter(one, other, plane) {
  const [first, second] = [one, other].map(({ correlate }) => {
    correlate(plane, TRIAL) // compiles
    const start = performance.now()
    const found = correlate(plane, TRIAL)
    return { found, spent: performance.now() - start }
  })
  if (!first.found || !second.found || first.spent >= second.spent) return false
  return difference(first.found.values, second.found.values) <= EXACT
}

const isTiny = (/** @type {number} */ weight) => weight !== 0 && Math.abs(weight) < LEAST

/**
 * As `correlate` of convolve.js.
 *
 * @type {typeof script.correlate}
 */
export function correlate(plane, kernel, steps = {}, room = null) {
  const isForScript = plane.data.length < MANY || Array.from(kernel.weights).some(isTiny)
  const found = isForScript ? null : graphics?.correlate(plane, kernel, steps, room)
  return found ?? script.correlate(plane, kernel, steps, room)
}
