// Many pictures in one file, as figures/sprites.py joins them: row by row, without gaps.

import { rowAndColumn } from "./numbers.js"

/**
 * Where one of them lies in the file.
 *
 * @param {{ columns: number, height: number, width: number }} file Pictures in a row, and their pixels.
 * @param {number} index
 * @returns {import("./boxes.js").Box} In pixels of the file.
 */
export function sourceOf({ columns, height, width }, index) {
  const [row, column] = rowAndColumn(index, columns)
  return [column * width, row * height, width, height]
}
