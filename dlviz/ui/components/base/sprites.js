// Locates a picture in a sprite sheet: many pictures in one file, row by row without gaps, as
// figures/sprites.py writes them.

import { rowAndColumn } from "./numbers.js"

/**
 * The box of one picture in the file.
 *
 * @param {{ columns: number, height: number, width: number }} file Pictures per row, and the size of one
 *   picture in pixels.
 * @param {number} index
 * @returns {import("./boxes.js").Box} In pixels of the file.
 */
export function sourceOf({ columns, height, width }, index) {
  const [row, column] = rowAndColumn(index, columns)
  return [column * width, row * height, width, height]
}
