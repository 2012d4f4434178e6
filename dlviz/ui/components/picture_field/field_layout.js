// Layouts of a field of pictures: around the original, sixteen per page with values, or as a cloud.

import { between, centreOf, holds } from "../base/boxes.js"
import { rowAndColumn } from "../base/numbers.js"

// For each arrangement: columns and rows of tiles, and columns and rows of the hole; 64 tiles each.
/** @type {[columns: number, rows: number, across: number, down: number][]} */
export const RINGS = [
  [12, 7, 4, 5],
  [16, 6, 8, 4],
  [10, 8, 4, 4],
  [8, 10, 4, 4],
]
const HOLE = 4 // side of the original in the hole, in tiles
const GAP = 0.22 // rem between tiles
export const PAGE = 16 // copies per page when their values are shown
const SIZES = [3.2, 1.5, 1.15] // rem, sizes of pictures in a cloud: original, copies, others
const NARROW = 34 // rem; a narrower page is treated as a phone
const HIGHER = 1.35 // factor on the height on a phone, which has more height than width
const BEHIND = 1000 // pixels added to the pointer's distance for pictures that are not copies
const ASIDE = 3 // weight of the distance across a key's direction, relative to that along it
export const [ORIGINAL, COPY, OTHER] = [0, 1, 2] // kinds of pictures, as in picture_field.py

/** @typedef {import("../base/boxes.js").Box} Box */
/** @typedef {import("../base/boxes.js").Point} Point */

/**
 * @typedef {object} Room The room for a field.
 * @property {number} wide CSS pixels.
 * @property {number} tall CSS pixels.
 * @property {number} rem CSS pixels of one rem.
 */

/**
 * @typedef {object} Layout In CSS pixels.
 * @property {(Box | null)[]} boxes Box of each picture; null if it is not shown.
 * @property {number} tall Total height.
 * @property {{ all: Box, side: number } | null} hole The area without tiles, and the side of the
 *   original in it; null if there are no tiles.
 * @property {Point} middle Point where the axes of a cloud cross.
 */

/**
 * Whether a page is as narrow as a phone.
 *
 * @param {number} wide CSS pixels.
 * @param {number} rem CSS pixels of one rem.
 * @returns {boolean}
 */
export const isNarrow = (wide, rem) => wide < NARROW * rem

/**
 * Copies in rows around a hole with the original; chooses the arrangement with the largest copies.
 *
 * @param {number[]} kinds Of the pictures.
 * @param {Room} room
 * @returns {Layout}
 */
export function ring(kinds, { wide, tall, rem }) {
  const gap = GAP * rem
  const most = isNarrow(wide, rem) ? HIGHER * tall : tall
  const sides = RINGS.map(([columns, rows]) =>
    Math.min((wide - gap * (columns - 1)) / columns, (most - gap * (rows - 1)) / rows),
  )
  const best = sides.indexOf(Math.max(...sides))
  const [columns, rows, across, down] = RINGS[best]
  const step = Math.floor(sides[best] + gap)
  const side = step - gap
  const [left, top] = [Math.floor((columns - across) / 2), Math.floor((rows - down) / 2)]
  const start = (wide - columns * step + gap) / 2
  /** @type {Box} */
  const all = [start + left * step, top * step, across * step - gap, down * step - gap]
  const hole = { all, side: HOLE * step - gap }
  /** @type {Box[]} */
  const free = []
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const isInHole = row >= top && row < top + down && column >= left && column < left + across
      if (!isInHole) free.push([start + column * step, row * step, side, side])
    }
  let next = 0
  /** @type {(kind: number) => Box | null} */
  const place = (kind) =>
    kind === ORIGINAL ? [all[0], all[1], hole.side, hole.side] : (free[next++] ?? null)
  return { boxes: kinds.map(place), tall: rows * step - gap, hole, middle: [0, 0] }
}

/**
 * Sixteen copies in rows, with room for their values beside them.
 *
 * @param {number[]} kinds Of the pictures.
 * @param {number} page Page number, from 1.
 * @param {Room} room
 * @returns {Layout}
 */
export function sheet(kinds, page, { wide, tall, rem }) {
  const isPhone = isNarrow(wide, rem)
  const columns = isPhone ? 2 : 4
  const rows = PAGE / columns
  const down = isPhone ? 6.8 * rem : (tall - 1.2 * rem) / rows
  const across = wide / columns
  const side = Math.min(down - 0.6 * rem, across * 0.48)
  let number = 0
  /** @type {(kind: number) => Box | null} */
  const place = (kind) => {
    if (kind !== COPY) return null
    const at = number - (page - 1) * PAGE
    number += 1
    if (at < 0 || at >= PAGE) return null
    const [row, column] = rowAndColumn(at, columns)
    return [column * across, row * down, side, side]
  }
  return { boxes: kinds.map(place), tall: rows * down, hole: null, middle: [0, 0] }
}

/**
 * Pictures at their coordinates, with the same scale on both axes. The first picture is the original;
 * the axes cross there.
 *
 * @param {number[]} kinds Of the pictures.
 * @param {ArrayLike<number>} x Coordinates to the right, in any unit.
 * @param {ArrayLike<number>} y Coordinates upwards, in the same unit.
 * @param {Room} room
 * @returns {Layout}
 */
export function cloud(kinds, x, y, { wide, tall, rem }) {
  const edge = 2 * rem
  const height = Math.min(tall, wide)
  const [left, right, low, high] = [...endsOf(x), ...endsOf(y)]
  const scale = Math.min(
    (wide - 2 * edge) / Math.max(1e-9, right - left),
    (height - 2 * edge) / Math.max(1e-9, high - low),
  )
  /** @type {(index: number) => Point} */
  const at = (index) => [
    wide / 2 + scale * (x[index] - (left + right) / 2),
    height / 2 - scale * (y[index] - (low + high) / 2),
  ]
  /** @type {(kind: number, index: number) => Box} */
  const place = (kind, index) => {
    const side = SIZES[kind] * rem
    const [across, down] = at(index)
    return [across - side / 2, down - side / 2, side, side]
  }
  return { boxes: kinds.map(place), tall: height, hole: null, middle: at(0) }
}

/**
 * The least and the largest number.
 *
 * @param {ArrayLike<number>} values
 * @returns {[low: number, high: number]}
 */
function endsOf(values) {
  const all = Array.from(values)
  return [Math.min(...all), Math.max(...all)]
}

/**
 * The boxes during an animation (ease-out). A picture without a previous box is at its final one.
 *
 * @param {(Box | null)[]} from
 * @param {(Box | null)[]} to
 * @param {number} share Elapsed share of the time, in [0, 1].
 * @returns {(Box | null)[]}
 */
export function moving(from, to, share) {
  const eased = 1 - (1 - share) ** 3
  return to.map((box, index) => {
    const start = from[index]
    return box && start ? between(start, box, eased) : box
  })
}

/**
 * Whether at least one picture has another box.
 *
 * @param {(Box | null)[]} from
 * @param {(Box | null)[]} to
 */
export const isMoved = (from, to) =>
  to.some((box, index) => !(box?.every((side, at) => side === from[index]?.[at]) ?? !from[index]))

/**
 * The picture under a point: the one with the nearest centre, preferring copies; null if none.
 *
 * @param {(Box | null)[]} boxes
 * @param {number[]} kinds
 * @param {Point} point
 * @returns {number | null}
 */
export function pictureAt(boxes, kinds, point) {
  /** @type {number | null} */
  let best = null
  let nearest = Infinity
  boxes.forEach((box, index) => {
    if (!box || !holds(box, point)) return
    const [x, y] = centreOf(box)
    const far = Math.hypot(point[0] - x, point[1] - y) + (kinds[index] === OTHER ? BEHIND : 0)
    if (far < nearest) [best, nearest] = [index, far]
  })
  return best
}

/**
 * The nearest picture in the direction of an arrow key; `start` itself if there is none.
 *
 * @param {(Box | null)[]} boxes
 * @param {number[]} kinds
 * @param {number} start A picture that is shown.
 * @param {[across: number, down: number]} step One of them is 0.
 * @returns {number}
 */
export function neighbour(boxes, kinds, start, [dx, dy]) {
  const first = boxes[start]
  if (!first) return start
  const [x, y] = centreOf(first)
  let [best, nearest] = [start, Infinity]
  boxes.forEach((box, index) => {
    if (!box || index === start || kinds[index] === OTHER) return
    const [cx, cy] = centreOf(box)
    const along = (cx - x) * dx + (cy - y) * dy
    const beside = Math.abs((cx - x) * dy) + Math.abs((cy - y) * dx)
    if (along <= 1 || along + ASIDE * beside >= nearest) return
    ;[best, nearest] = [index, along + ASIDE * beside]
  })
  return best
}

/**
 * First and last copy of each page of sixteen, counted from 1.
 *
 * @param {number} count Number of copies.
 * @returns {[first: number, last: number][]}
 */
export function pages(count) {
  /** @type {[number, number][]} */
  const found = []
  for (let first = 1; first <= count; first += PAGE) found.push([first, Math.min(count, first + PAGE - 1)])
  return found
}
