// Paints the cells of a surface into a picture in memory, the farthest first, with the mesh on them. This
// runs for thousands of cells in every frame of a drag, so it makes no arrays for a cell.

import { clamp } from "../base/numbers.js"
import { backToFront, light } from "./projection.js"
import { drawLine, fillCell, pixelOf } from "./raster.js"

const MESH = 4 // cells between two mesh lines on the surface
/** @type {[number, number, number, number]} */
const MESH_INK = [20, 30, 45, 0.45]

/**
 * @typedef {object} Surface
 * @property {ArrayLike<number>} values (side, side), row by row.
 * @property {number} side
 * @property {number} limit End of the scale.
 * @property {Uint8Array} scale A table of RGB from -limit to limit.
 * @property {import("./projection.js").Camera} camera
 */

/**
 * @param {import("./raster.js").Raster} raster
 * @param {Surface} surface
 * @param {ArrayLike<number>} places x and y of the vertices, in pixels of the raster.
 * @param {number} thick Of a mesh line, in pixels of the raster.
 */
export function paintMesh(raster, { values, side, limit, scale, camera }, places, thick) {
  const { rows, columns } = backToFront(camera, side)
  const steps = scale.length / 3 - 1
  for (const row of rows)
    for (const column of columns) {
      const a = row * side + column
      const [b, c, d] = [a + 1, a + side + 1, a + side]
      const [first, second, last] = [values[a] / limit, values[b] / limit, values[d] / limit]
      const mean = (first + second + values[c] / limit + last) / 4
      if (!Number.isFinite(mean)) continue
      const entry = 3 * Math.round(((clamp(mean, -1, 1) + 1) / 2) * steps)
      const bright = light(first, second, last)
      fillCell(raster, places, a, b, c, d, pixelOf(scale[entry], scale[entry + 1], scale[entry + 2], bright))
      if (row % MESH === 0) drawLine(raster, places, a, b, thick, MESH_INK)
      if (column % MESH === 0) drawLine(raster, places, a, d, thick, MESH_INK)
      if (row === side - 2) drawLine(raster, places, d, c, thick, MESH_INK)
      if (column === side - 2) drawLine(raster, places, b, c, thick, MESH_INK)
    }
}
