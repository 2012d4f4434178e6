// The blocks of a network's drawing, to one scale, as `dlviz.figures.drawing` has them in its file: a
// block is its width and the corners of its faces, in pixels.

/** @typedef {Record<string, number>} Measures In pixels, from Python. */
/** @typedef {{size: number[], is_narrow: boolean}} Drawn */
/** @typedef {{width: number, faces: [number, number][][]}} Block */

/** Height of all drawings. @param {Measures} measures */
export const heightOf = ({ tall, depth }) => tall * (1 + depth) + 4

/**
 * @param {Drawn[]} pieces The first one has maps.
 * @param {Measures} measures
 * @returns {Block[]}
 */
export function blocksOf(pieces, measures) {
  const maps = pieces.filter(({ size }) => size.length === 3).map(({ size }) => size)
  const units = pieces.filter(({ size }) => size.length === 1).map(({ size }) => size[0])
  const perRow = measures.tall / Math.max(...maps.map(([, rows, columns]) => Math.max(rows, columns)))
  const perMap = measures.long / Math.max(...maps.map(([count]) => count))
  const perUnit = measures.tall / Math.max(1, ...units)
  const least = (/** @type {number} */ length) => Math.max(measures.smallest, length)

  return pieces.map(({ size, is_narrow }) => {
    const [count, rows, columns] = size
    if (!size.length) return upright(measures.empty, measures.empty, measures)
    if (size.length === 1)
      return upright(is_narrow ? measures.thin : measures.bar, least(count * perUnit), measures)
    const length = is_narrow ? measures.thin : least(count * perMap)
    const depth = Math.max(1, columns * perRow * measures.depth)
    return cuboid(length, least(rows * perRow), depth, measures)
  })
}

/**
 * A rectangle in the middle of the drawing's height.
 *
 * @param {number} width
 * @param {number} height
 * @param {Measures} measures
 * @returns {Block}
 */
function upright(width, height, measures) {
  const top = (heightOf(measures) - height) / 2
  const bottom = top + height
  return {
    width,
    faces: [
      [
        [0, top],
        [width, top],
        [width, bottom],
        [0, bottom],
      ],
    ],
  }
}

/**
 * Front, top, and the side, which shows one whole map.
 *
 * @param {number} length
 * @param {number} height
 * @param {number} depth
 * @param {Measures} measures
 * @returns {Block}
 */
function cuboid(length, height, depth, measures) {
  const top = (heightOf(measures) - height - depth) / 2 + depth
  /** @type {[number, number][]} */
  const [near, far, below, farBelow] = [
    [length, top],
    [length + depth, top - depth],
    [length, top + height],
    [length + depth, top - depth + height],
  ]
  return {
    width: length + depth,
    faces: [
      [[0, top], near, below, [0, top + height]],
      [[0, top], [depth, top - depth], far, near],
      [near, far, farBelow, below],
    ],
  }
}
