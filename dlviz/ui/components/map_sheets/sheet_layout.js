// Layout of a sheet: positions of its maps, the number under a point, and its receptive field.

import { clamp, part, rowAndColumn } from "../base/numbers.js"

const LARGEST = 8 // rem, largest width of one map in a sheet of several
const LEAST = 2.6 // rem, smallest width of a map with a caption
const CAPTION = 1.1 // rem
const DENSE = 600 // from this number of maps on, the gap between them is one pixel
const LEVELS = 254 // steps of a colour scale, as in figures/sprites.py

/** @typedef {import("../base/boxes.js").Box} Box */

/**
 * @typedef {object} Form Number and size of a sheet's maps.
 * @property {number} count Number of maps.
 * @property {number} height Rows of a map.
 * @property {number} width Columns of a map.
 */

/**
 * @typedef {object} Room The room for a sheet.
 * @property {number} wide Width in CSS pixels.
 * @property {number} tall Largest height in rem.
 * @property {boolean} hasCaptions Whether there is a line of text under each map.
 * @property {number} rem CSS pixels of one rem.
 * @property {number} factor Scale factor of sizes in rem: 1 in the ordinary display.
 * @property {number} sharpness Screen pixels per CSS pixel.
 */

/**
 * @typedef {object} Grid The arrangement of the maps; sizes in CSS pixels.
 * @property {number} columns Maps per row.
 * @property {number} tile Width of a map.
 * @property {number} down Height of a map.
 * @property {number} gap Between two maps.
 * @property {number} foot Height of the caption under each map.
 * @property {number} wide Width of all of them.
 * @property {number} tall Height of all of them, with captions.
 */

/** @typedef {{ map: number, row: number, column: number }} Spot A number: all count from 0. */

/**
 * What a map is called: its own name, else its number in the sheet.
 *
 * @param {{names: readonly string[], noun: string}} sheet
 * @param {number} map
 */
export const nameOf = ({ names, noun }, map) => names[map] ?? `${noun} ${map + 1}`

/**
 * The arrangement in which the maps are largest. The sides of a map are whole screen pixels.
 *
 * @param {Form} form
 * @param {Room} room
 * @returns {Grid}
 */
export function gridOf(form, room) {
  const { count, height, width } = form
  const gap = count > DENSE ? 1 : count > 1 ? 2 : 0
  const foot = room.hasCaptions ? CAPTION * room.rem : 0
  const best = largest(form, room, gap, foot)
  const tile = Math.max(1, Math.floor(best.tile * room.sharpness) / room.sharpness)
  const down = Math.max(1, Math.round(((tile * height) / width) * room.sharpness) / room.sharpness)
  const rows = Math.ceil(count / best.columns)
  return {
    columns: best.columns,
    tile,
    down,
    gap,
    foot,
    wide: Math.min(count, best.columns) * (tile + gap) - gap,
    tall: rows * (down + gap + foot) - gap,
  }
}

/**
 * Number of maps per row, and the width of each before rounding to whole pixels.
 *
 * @param {Form} form
 * @param {Room} room
 * @param {number} gap CSS pixels.
 * @param {number} foot CSS pixels.
 * @returns {{ tile: number, columns: number }}
 */
function largest({ count, height, width }, { wide, tall, rem, factor }, gap, foot) {
  const form = Math.max(1, width / height)
  const most = count > 1 ? LARGEST * factor * rem * form : wide
  let best = { tile: 0, columns: 1 }
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns)
    const across = (wide - gap * (columns - 1)) / columns
    const down = (((tall * factor * rem) / rows - gap - foot) * width) / height
    const tile = Math.min(across, down, most)
    if (tile > best.tile) best = { tile, columns }
  }
  const least = LEAST * rem * form
  if (!foot || best.tile >= least) return best
  // Captions must stay readable, so the sheet becomes higher instead of its maps narrower.
  const columns = Math.max(1, Math.floor((wide + gap) / (least + gap)))
  return { tile: (wide - gap * (columns - 1)) / columns, columns }
}

/**
 * Widths of the sheets of a group, in CSS pixels: side by side according to their shares; on a narrow
 * page stacked at full width.
 *
 * @param {number[]} shares Of the sheets, compared with each other.
 * @param {number} wide CSS pixels for all of them.
 * @param {number} gap CSS pixels between two.
 * @param {boolean} isNarrow
 * @returns {number[]}
 */
export function sheetWidths(shares, wide, gap, isNarrow) {
  const whole = shares.reduce((sum, share) => sum + share, 0)
  const room = isNarrow ? wide : wide - gap * (shares.length - 1)
  return shares.map((share) => Math.floor(room * (isNarrow ? 1 : share / whole)) - 1)
}

/**
 * The box of a map in its sheet.
 *
 * @param {Grid} grid
 * @param {number} map
 * @returns {Box}
 */
export function boxOf({ columns, tile, down, gap, foot }, map) {
  const [row, column] = rowAndColumn(map, columns)
  return [column * (tile + gap), row * (down + gap + foot), tile, down]
}

/**
 * The number under a point; null outside the maps. Gaps and captions belong to the preceding map.
 *
 * @param {Grid} grid
 * @param {Form} form
 * @param {import("../base/boxes.js").Point} point From the top left corner of the sheet.
 * @returns {Spot | null}
 */
export function spotAt(grid, { count, height, width }, [x, y]) {
  const column = Math.floor(x / (grid.tile + grid.gap))
  const row = Math.floor(y / (grid.down + grid.gap + grid.foot))
  const map = row * grid.columns + column
  if (x < 0 || y < 0 || column >= grid.columns || map >= count) return null
  const [left, top] = boxOf(grid, map)
  return { map, row: part((y - top) / grid.down, height), column: part((x - left) / grid.tile, width) }
}

/**
 * The spot after an arrow key: one step within the map, or to the neighbouring map.
 *
 * @param {Spot} from
 * @param {[across: number, down: number]} step
 * @param {Form} form
 * @param {number} columns Maps in a row.
 * @param {boolean} isWithin Whether the place moves, not the map.
 * @returns {Spot}
 */
export function stepped({ map, row, column }, [across, down], form, columns, isWithin) {
  const inside = (/** @type {number} */ value, /** @type {number} */ count) => clamp(value, 0, count - 1)
  if (!isWithin) return { map: inside(map + down * columns + across, form.count), row, column }
  return { map, row: inside(row + down, form.height), column: inside(column + across, form.width) }
}

/**
 * @typedef {object} Reach The receptive fields of a layer's places in the photo.
 * @property {[first: number, count: number][]} rows Pixels that each row of the layer's maps sees.
 * @property {[first: number, count: number][]} columns The same for each column.
 */

/**
 * The receptive field of a place, in pixels of the photo; `down` or `across` is 0 if it contains only
 * padding.
 *
 * @param {Reach} reach
 * @param {{ row: number, column: number }} place
 * @returns {{ top: number, left: number, down: number, across: number }}
 */
export function fieldOf(reach, { row, column }) {
  const [top, down] = reach.rows[row] ?? [0, 0]
  const [left, across] = reach.columns[column] ?? [0, 0]
  return { top, left, down, across }
}

/**
 * The number behind a pixel of a map's file, with a resolution of 1/254 of the map's range.
 *
 * @param {number} level 1 is `low`, 255 is `high`.
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export function numberAt(level, low, high) {
  return low + ((level - 1) / LEVELS) * (high - low)
}
