// Slides kernels over planes in whatever is quicker on this machine, the graphics card or the script.

import * as script from "./convolve.js"
import { createGraphics } from "./convolve_gl.js"

/** @typedef {import("./convolve.js").Plane} Plane */
/** @typedef {import("./convolve.js").Correlated} Correlated */

const MANY = 2e5 // pixels; below, the way to the graphics card and back takes longer than the script
const TRIAL = { rows: 3, columns: 3, weights: [1, 2, 3, 4, 5, 6, 7, 8, 9] }

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
  if (!graphics) return
  const ways = [script, graphics].map(({ correlate }) => {
    correlate(plane, TRIAL) // compiles
    const start = performance.now()
    return correlate(plane, TRIAL) ? performance.now() - start : Infinity
  })
  if (ways[0] <= ways[1]) graphics = null
}

/**
 * As `correlate` of convolve.js.
 *
 * @type {typeof script.correlate}
 */
export function correlate(plane, kernel, steps = {}, room = null) {
  const found = plane.data.length < MANY ? null : graphics?.correlate(plane, kernel, steps, room)
  return found ?? script.correlate(plane, kernel, steps, room)
}
