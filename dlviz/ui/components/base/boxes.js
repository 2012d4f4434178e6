// Geometry of rectangles: centre, hit test, interpolation, smallest size.

/** @typedef {[left: number, top: number, width: number, height: number]} Box In CSS pixels. */
/** @typedef {[x: number, y: number]} Point In CSS pixels, y downwards. */

/**
 * The middle of a box.
 *
 * @param {Box} box
 * @returns {Point}
 */
export function centreOf([left, top, width, height]) {
  return [left + width / 2, top + height / 2]
}

/**
 * Whether a point is in a box or on its edge.
 *
 * @param {Box} box
 * @param {Point} point
 * @returns {boolean}
 */
export function holds([left, top, width, height], [x, y]) {
  return x >= left && y >= top && x <= left + width && y <= top + height
}

/**
 * The box between two others, interpolated linearly.
 *
 * @param {Box} from
 * @param {Box} to
 * @param {number} share 0 gives `from`, 1 gives `to`.
 * @returns {Box}
 */
export function between(from, to, share) {
  const mixed = (/** @type {number} */ at) => from[at] + share * (to[at] - from[at])
  return [mixed(0), mixed(1), mixed(2), mixed(3)]
}

/**
 * The box enlarged around its centre until each side has at least a given length.
 *
 * @param {Box} box
 * @param {number} least Smallest length of each side, in CSS pixels.
 * @returns {Box}
 */
export function atLeast(box, least) {
  const [x, y] = centreOf(box)
  const [width, height] = [Math.max(least, box[2]), Math.max(least, box[3])]
  return [x - width / 2, y - height / 2, width, height]
}
