// How wide and high the panels of a photo are.

import { clamp } from "../base/numbers.js"

const NARROWEST = 15 // rem of a panel
const TALLEST = 26 // rem
const GAP = 0.6 // rem between two, with photo_panels.css

/**
 * CSS pixels of a panel's width: two in a row, three if there are more than three, fewer where they
 * would be too narrow.
 *
 * @param {number} count Panels.
 * @param {number} room CSS pixels for a row.
 * @param {number} rem CSS pixels of one rem.
 * @returns {number} A whole number.
 */
export function panelWidth(count, room, rem) {
  const gap = GAP * rem
  const most = Math.min(count, count > 3 ? 3 : 2)
  const columns = clamp(Math.floor((room + gap) / (NARROWEST * rem + gap)), 1, most)
  return Math.floor((room - gap * (columns - 1)) / columns)
}

/**
 * CSS pixels of a panel's height: it follows the photo, up to a limit.
 *
 * @param {{ width: number, height: number }} photo Its pixels.
 * @param {number} across CSS pixels of the panel's width.
 * @param {number} most CSS pixels that the page allows.
 * @param {number} factor Of the limit: 1 in the ordinary display.
 * @param {number} rem CSS pixels of one rem.
 * @returns {number} A whole number.
 */
export function panelHeight({ width, height }, across, most, factor, rem) {
  return Math.round(Math.min((across * height) / width, TALLEST * rem * factor, most))
}
