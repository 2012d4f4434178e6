// 3-D projection of a surface: screen positions of its vertices, drawing order and brightness of its
// cells.

import { clamp, rowAndColumn } from "../base/numbers.js"

const HEIGHT = 0.75 // height of the box, as a share of half its side
const NEAR = 15 // CSS pixels, largest distance at which the pointer hits a vertex
export const [LOWEST, HIGHEST] = [0.05, 1.5] // radians of the camera's pitch

/**
 * @typedef {object} Camera
 * @property {number} yaw Radians around the upright axis.
 * @property {number} pitch Radians above the floor.
 */

/** @typedef {(x: number, y: number, z: number) => [x: number, y: number]} Project From -1 to 1 each. */

/**
 * A camera with these angles; the pitch is limited so that the camera stays above the floor.
 *
 * @param {number} yaw Radians.
 * @param {number} pitch Radians.
 * @returns {Camera}
 */
export function turned(yaw, pitch) {
  return { yaw, pitch: clamp(pitch, LOWEST, HIGHEST) }
}

/**
 * The projection from the box, with coordinates from -1 to 1, to CSS pixels. Its scale is such that the
 * box fits for every camera.
 *
 * @param {Camera} camera
 * @param {number} wide CSS pixels.
 * @param {number} tall CSS pixels.
 * @returns {Project}
 */
export function projection({ yaw, pitch }, wide, tall) {
  const [sine, cosine] = [Math.sin(yaw), Math.cos(yaw)]
  const [tilt, level] = [Math.sin(pitch), Math.cos(pitch)]
  // The diagonal of the floor is sqrt(2) times its side.
  const size = Math.min(wide / 3.5, tall / (3 * tilt + 2 * HEIGHT * level + 0.15))
  return (x, y, z) => [
    wide / 2 + size * (x * cosine - y * sine),
    tall / 2 - size * ((x * sine + y * cosine) * tilt + HEIGHT * z * level),
  ]
}

/**
 * Screen positions of a surface's vertices; numbers beyond the limit are clamped.
 *
 * @param {ArrayLike<number>} values (side, side), row by row; row 0 is the smallest second input.
 * @param {number} side
 * @param {number} limit End of the scale.
 * @param {Project} project
 * @returns {Float32Array} x and y of each vertex, in CSS pixels.
 */
export function vertices(values, side, limit, project) {
  const found = new Float32Array(2 * values.length)
  for (let vertex = 0; vertex < values.length; vertex += 1) {
    const x = (2 * (vertex % side)) / (side - 1) - 1
    const y = (2 * Math.floor(vertex / side)) / (side - 1) - 1
    const place = project(x, y, clamp(values[vertex] / limit, -1, 1))
    found[2 * vertex] = place[0]
    found[2 * vertex + 1] = place[1]
  }
  return found
}

/**
 * The vertex nearest to a point; null if none is near.
 *
 * @param {ArrayLike<number>} places From `vertices`.
 * @param {[x: number, y: number]} point CSS pixels.
 * @returns {number | null}
 */
export function nearest(places, [x, y]) {
  let best = NEAR ** 2
  /** @type {number | null} */
  let found = null
  for (let vertex = 0; vertex < places.length / 2; vertex += 1) {
    const distance = (places[2 * vertex] - x) ** 2 + (places[2 * vertex + 1] - y) ** 2
    if (distance > best) continue
    best = distance
    found = vertex
  }
  return found
}

/**
 * Drawing order of rows and columns of cells from back to front. As the camera is above the floor, it
 * is enough to iterate over each in the right direction.
 *
 * @param {Camera} camera
 * @param {number} side Vertices along a side.
 * @returns {{ rows: number[], columns: number[] }}
 */
export function backToFront({ yaw }, side) {
  /** @type {(towards: number) => number[]} */
  const order = (towards) => {
    const all = Array.from({ length: side - 1 }, (_, index) => index)
    return towards > 0 ? all.reverse() : all
  }
  return { rows: order(Math.cos(yaw)), columns: order(Math.sin(yaw)) }
}

/**
 * Brightness of a cell; cells are brighter where the function increases along both inputs.
 *
 * @param {number} first Height at its first corner, as a share of the limit.
 * @param {number} second At the next along the row.
 * @param {number} last At the one above the first.
 * @returns {number} In [0.8, 1].
 */
export function light(first, second, last) {
  return clamp(0.93 + 0.35 * (second - first + last - first), 0.8, 1)
}

/**
 * The input at a row or column.
 *
 * @param {number} index
 * @param {number} side Vertices along a side.
 * @param {number} reach The largest input.
 * @returns {number} In [-reach, reach].
 */
export function inputAt(index, side, reach) {
  return -reach + (2 * reach * index) / (side - 1)
}

/**
 * Flip the rows for a map, which has row 0 (the smallest second input) at the bottom.
 *
 * @param {ArrayLike<number>} values (side, side), row by row.
 * @param {number} side
 * @returns {Float32Array}
 */
export function flipped(values, side) {
  const result = new Float32Array(values.length)
  for (let at = 0; at < values.length; at += 1) {
    const [row, column] = rowAndColumn(at, side)
    result[(side - 1 - row) * side + column] = values[at]
  }
  return result
}

/** @type {[x: number, y: number][]} */
const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
]

/**
 * The leftmost corner of the floor; the vertical edge there carries the axis of the surface's values.
 *
 * @param {Project} project
 * @returns {[x: number, y: number]} Each -1 or 1.
 */
export function leftCorner(project) {
  return CORNERS.reduce((best, corner) =>
    project(...corner, -1)[0] < project(...best, -1)[0] ? corner : best,
  )
}

/**
 * The midpoint of the front edge of the two floor edges along an input.
 *
 * @param {Project} project
 * @param {0 | 1} along Which input.
 * @returns {[x: number, y: number]} One is 0, the other -1 or 1.
 */
export function frontEdge(project, along) {
  /** @type {[x: number, y: number][]} */
  const ends =
    along === 0
      ? [
          [0, 1],
          [0, -1],
        ]
      : [
          [1, 0],
          [-1, 0],
        ]
  return ends.reduce((best, end) => (project(...end, -1)[1] > project(...best, -1)[1] ? end : best))
}
