// Rectangles: where they are, what they hold, how one becomes another.

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
 * The box on the straight way from one to another.
 *
 * @param {Box} from
 * @param {Box} to
 * @param {number} share Of the way: 0 is `from`, 1 is `to`.
 * @returns {Box}
 */
export function between(from, to, share) {
  const mixed = (/** @type {number} */ at) => from[at] + share * (to[at] - from[at])
  return [mixed(0), mixed(1), mixed(2), mixed(3)]
}

/**
 * A box of at least a size around the same middle.
 *
 * @param {Box} box
 * @param {number} least CSS pixels of each side.
 * @returns {Box}
 */
export function atLeast(box, least) {
  const [x, y] = centreOf(box)
  const [width, height] = [Math.max(least, box[2]), Math.max(least, box[3])]
  return [x - width / 2, y - height / 2, width, height]
}
