// The picture that round pens leave on a drawing pad, in whole numbers, as dlviz/ink.py draws it: every
// pixel is divided into four, and a pen is a disc of such fine pixels that is stamped on each one that a
// line passes. A stroke that grows costs only its new part.

import { clamp } from "./numbers.js"

const LEVELS = [0, 64, 128, 191, 255] // of a pixel, by how many of its four are ink

/** @typedef {{points: readonly (readonly [number, number])[], width: number}} Stroke In pixels. */

/** @typedef {{stroke: Stroke, count: number}} Begun A stroke, and how many of its points are drawn for good. */

/**
 * A pad on which strokes are drawn. Only the last point of the last stroke may change later.
 *
 * @param {number} side Of the picture in pixels.
 */
export function inkPad(side) {
  const fine = 2 * side
  const [settled, shown] = [new Uint8Array(fine * fine), new Uint8Array(fine * fine)]
  const picture = new Uint8Array(side * side)
  /** @type {Begun[]} */
  let begun = []

  /** @param {number} value */
  const place = (value) => Math.floor(Math.round(10 * clamp(value, -side, 2 * side)) / 5)

  /**
   * Draw a stroke's points, from number `from` to before `to`, each with the line from the one before.
   *
   * @param {Uint8Array} mask
   * @param {Stroke} stroke
   * @param {number} from
   * @param {number} to
   */
  function draw(mask, { points, width }, from, to) {
    const halves = disc(Math.round(width))
    for (let at = from; at < to; at += 1) {
      const [x, y] = points[at].map(place)
      stamp(mask, fine, halves, x, y)
      if (at === 0) continue
      const [startX, startY] = points[at - 1].map(place)
      const [right, down] = [x - startX, y - startY]
      const steps = Math.max(Math.abs(right), Math.abs(down))
      for (let step = 1; step < steps; step += 1) {
        const across = startX + Math.floor((2 * step * right + steps) / (2 * steps))
        stamp(mask, fine, halves, across, startY + Math.floor((2 * step * down + steps) / (2 * steps)))
      }
    }
  }

  return {
    /**
     * @param {readonly Stroke[]} strokes The same objects as before for what has been drawn already.
     * @returns {Uint8Array} Row by row, 255 = ink; overwritten by the next call.
     */
    show(strokes) {
      if (
        begun.some(({ stroke, count }, index) => strokes[index] !== stroke || stroke.points.length < count)
      ) {
        settled.fill(0)
        begun = []
      }
      strokes.forEach((stroke, index) => {
        begun[index] ??= { stroke, count: 0 }
        const count = stroke.points.length - Number(index === strokes.length - 1)
        draw(settled, stroke, begun[index].count, count)
        begun[index].count = Math.max(count, 0)
      })
      shown.set(settled)
      const last = begun.at(-1)
      if (last) draw(shown, last.stroke, last.count, last.stroke.points.length)
      for (let row = 0, at = 0; row < side; row += 1) {
        let [upper, lower] = [2 * row * fine, (2 * row + 1) * fine]
        for (let column = 0; column < side; column += 1, at += 1, upper += 2, lower += 2)
          picture[at] = LEVELS[shown[upper] + shown[upper + 1] + shown[lower] + shown[lower + 1]]
      }
      return picture
    },
  }
}

/** @type {Map<number, Int16Array>} */
const discs = new Map()

/**
 * Half the width of each row of a disc, from the highest to the lowest.
 *
 * @param {number} radius
 */
function disc(radius) {
  const known = discs.get(radius)
  if (known) return known
  const rows = Int16Array.from({ length: 2 * radius + 1 }, (_, row) =>
    Math.floor(Math.sqrt(radius ** 2 - (row - radius) ** 2)),
  )
  discs.set(radius, rows)
  return rows
}

/**
 * @param {Uint8Array} mask
 * @param {number} fine Its rows and columns.
 * @param {Int16Array} halves From `disc`.
 * @param {number} x
 * @param {number} y
 */
function stamp(mask, fine, halves, x, y) {
  const top = y - (halves.length - 1) / 2
  const end = Math.min(halves.length, fine - top)
  for (let row = Math.max(0, -top); row < end; row += 1) {
    const half = halves[row]
    if (x + half < 0 || x - half >= fine) continue
    const start = (top + row) * fine
    mask.fill(1, start + Math.max(0, x - half), start + Math.min(fine, x + half + 1))
  }
}
