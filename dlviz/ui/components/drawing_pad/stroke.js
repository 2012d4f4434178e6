// The points of a stroke: added while it is drawn, and converted for sending to the server.

const NEAR = 2 // smallest distance of two points, in pixels of the pad

/** @typedef {[x: number, y: number]} Point In pixels of the pad. */

/**
 * Extend a stroke to a point. The last point moves with the pen until it is `NEAR` away from the one
 * before it; then a new point is added, if the drawing has room for it.
 *
 * @param {Point[]} points The stroke's points, at least one; changed in place.
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
 * A stroke in the form that is sent: x, y, x, y, ... rounded to a tenth of a pixel.
 *
 * @param {{ points: Point[], width: number }} stroke
 * @returns {{ points: number[], width: number }}
 */
export function told({ points, width }) {
  return { points: points.flat().map((value) => Math.round(10 * value) / 10), width }
}

/**
 * Convert the flat list that is sent back to points.
 *
 * @param {readonly number[]} flat x, y, x, y, ...
 * @returns {Point[]}
 */
export function pairs(flat) {
  return flat.flatMap((x, place) => (place % 2 ? [] : [/** @type {Point} */ ([x, flat[place + 1]])]))
}
