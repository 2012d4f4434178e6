// Computes the width and the height of the panels of a photo.

import { clamp } from "../base/numbers.js"

const NARROWEST = 15 // rem, smallest width of a panel
const TALLEST = 26 // rem
const GAP = 0.6 // rem between two panels, as in photo_panels.css

/**
 * Width of a panel in CSS pixels. A row has two panels, or three if there are more than three; fewer
 * if they would be too narrow.
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
 * Height of a panel in CSS pixels: it follows the photo's aspect ratio, up to a limit.
 *
 * @param {{ width: number, height: number }} photo Its pixels.
 * @param {number} across CSS pixels of the panel's width.
 * @param {number} most CSS pixels that the page allows.
 * @param {number} factor Scale factor of the limit: 1 in the ordinary display.
 * @param {number} rem CSS pixels of one rem.
 * @returns {number} A whole number.
 */
export function panelHeight({ width, height }, across, most, factor, rem) {
  return Math.round(Math.min((across * height) / width, TALLEST * rem * factor, most))
}
