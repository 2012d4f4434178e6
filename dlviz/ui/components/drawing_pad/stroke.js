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

/**
 * The first part of a drawing, as a pen would have drawn it until then.
 *
 * @template {{ points: readonly Point[] }} Stroke
 * @param {readonly Stroke[]} strokes
 * @param {number} share Share of the whole length, from 0 to 1.
 * @returns {Stroke[]}
 */
export function upTo(strokes, share) {
  const lengths = strokes.map(({ points }) => lengthOf(points))
  let left = share * lengths.reduce((sum, own) => sum + own, 0)
  const part = []
  for (const [at, stroke] of strokes.entries()) {
    if (left <= 0 && at) break
    part.push(left >= lengths[at] ? stroke : { ...stroke, points: beginning(stroke.points, left) })
    left -= lengths[at]
  }
  return part
}

/** @param {readonly Point[]} points */
function lengthOf(points) {
  return points
    .slice(1)
    .reduce((sum, [x, y], at) => sum + Math.hypot(x - points[at][0], y - points[at][1]), 0)
}

/**
 * @param {readonly Point[]} points
 * @param {number} length Less than that of all points.
 * @returns {Point[]}
 */
function beginning(points, length) {
  const part = [points[0]]
  let left = length
  for (const [at, [x, y]] of points.slice(1).entries()) {
    const [fromX, fromY] = points[at]
    const step = Math.hypot(x - fromX, y - fromY)
    const share = step ? Math.min(1, left / step) : 1
    part.push([fromX + share * (x - fromX), fromY + share * (y - fromY)])
    left -= step
    if (left <= 0) break
  }
  return part
}
