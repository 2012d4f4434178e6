// The points of a stroke while it is drawn, and as the server is told of them.

const NEAR = 2 // pixels of the pad between two points: closer, they tell nothing new

/** @typedef {[x: number, y: number]} Point In pixels of the pad. */

/**
 * Lead a stroke on to a point. Its last point moves with the pen until it is a step away from the one
 * before it; then a new one begins, if the drawing has room for it.
 *
 * @param {Point[]} points Of the stroke, one at least; changed in place.
 * @param {Point} point
 * @param {boolean} hasRoom
 */
export function lead(points, point, hasRoom) {
  const [before, last] = [points.at(-2), points.at(-1)]
  const isNear = before && last && Math.hypot(last[0] - before[0], last[1] - before[1]) < NEAR
  if (isNear) points[points.length - 1] = point
  else if (hasRoom) points.push(point)
}

/**
 * A stroke as the server reads it: x, y, x, y, ... to a tenth of a pixel.
 *
 * @param {{ points: Point[], width: number }} stroke
 * @returns {{ points: number[], width: number }}
 */
export function told({ points, width }) {
  return { points: points.flat().map((value) => Math.round(10 * value) / 10), width }
}

/**
 * Points of the flat list that is sent.
 *
 * @param {readonly number[]} flat x, y, x, y, ...
 * @returns {Point[]}
 */
export function pairs(flat) {
  return flat.flatMap((x, place) => (place % 2 ? [] : [/** @type {Point} */ ([x, flat[place + 1]])]))
}
