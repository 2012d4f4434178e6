// Pictures taken from other places of a picture, with bilinear interpolation, as torchvision does it.

import { after } from "./affine.js"

/**
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {number} channels
 * @property {Float32Array} data Row by row.
 */

/**
 * One transform after the other, each with its own interpolation.
 *
 * @param {Picture} picture
 * @param {import("./affine.js").Step[]} steps
 * @returns {Picture}
 */
export function warped(picture, steps) {
  const size = /** @type {const} */ ([picture.width, picture.height])
  return steps.reduce((own, { matrix, box }) => {
    const isSame = matrix.every((value, at) => value === (at === 0 || at === 4 ? 1 : 0))
    return isSame ? own : taken(own, matrix, [], box, [...size])
  }, picture)
}

/**
 * All transforms at once, with one interpolation: for large pictures. What a transform moves out of the
 * picture stays away, whatever the next ones do.
 *
 * @param {Picture} picture May have a lower resolution than `size`.
 * @param {import("./affine.js").Step[]} steps
 * @param {import("./affine.js").Size} size Of the picture for which the matrices are, in pixels.
 * @param {Float32Array} [room] Takes the result, as long as the picture's data.
 * @returns {Picture}
 */
export function warpedAtOnce(picture, steps, size, room) {
  /** @type {import("./affine.js").Matrix} */
  let whole = [1, 0, 0, 0, 1, 0]
  const frames = []
  for (const { matrix, box } of [...steps].reverse()) {
    whole = after(whole, matrix)
    if (!box) frames.push(whole)
  }
  return taken(picture, whole, frames, null, size, room?.fill(0))
}

/**
 * @param {Picture} picture
 * @param {import("./affine.js").Matrix} matrix
 * @param {import("./affine.js").Matrix[]} frames A pixel is black if one of these takes it out of the picture.
 * @param {number[] | null} box
 * @param {import("./affine.js").Size} size
 * @param {Float32Array} [result] All 0.
 * @returns {Picture}
 */
function taken(
  { width, height, channels, data },
  matrix,
  frames,
  box,
  [wide, tall],
  result = new Float32Array(data.length),
) {
  const [a, b, c, d, e, f] = matrix
  const [across, down] = [wide / width, tall / height]
  const [left, top, right, bottom] = box ?? [0, 0, 0, 0]
  const next = channels * width // numbers to the pixel below
  for (let row = 0; row < height; row += 1) {
    const y = (row + 0.5) * down - tall / 2
    const [start, end] = frames.length ? inside(frames, y, across, [wide, tall], width) : [0, width - 1]
    const x = across / 2 - wide / 2
    const uFirst = (a * x + b * y + c + wide / 2) / across - 0.5
    const vFirst = (d * x + e * y + f + tall / 2) / down - 0.5
    for (let column = start; column <= end; column += 1) {
      let u = uFirst + a * column
      let v = vFirst + ((d * across) / down) * column
      if (box) {
        u = Math.max(left, Math.min(right - 1, u))
        v = Math.max(top, Math.min(bottom - 1, v))
      }
      const u0 = Math.floor(u)
      const v0 = Math.floor(v)
      if (u0 < -1 || v0 < -1 || u0 >= width || v0 >= height) continue
      const from = channels * (v0 * width + u0)
      const to = channels * (row * width + column)
      if (u0 >= 0 && v0 >= 0 && u0 + 1 < width && v0 + 1 < height) {
        // Most pixels: all four neighbours lie in the picture.
        const [r, w] = [u - u0, v - v0]
        const [l, t] = [1 - r, 1 - w]
        for (let at = from; at < from + channels; at += 1)
          result[to + at - from] =
            t * (l * data[at] + r * data[at + channels]) +
            w * (l * data[at + next] + r * data[at + next + channels])
        continue
      }
      // The weights of the pixels left, right, above and below; those beside the picture weigh nothing.
      const l = u0 >= 0 ? 1 - (u - u0) : 0
      const r = u0 + 1 < width ? u - u0 : 0
      const t = v0 >= 0 ? 1 - (v - v0) : 0
      const w = v0 + 1 < height ? v - v0 : 0
      const share = (l + r) * (t + w) // torchvision fades to black at the edge
      for (let at = 0; at < channels; at += 1) {
        const above = (l && t && l * data[from + at]) + (r && t && r * data[from + channels + at])
        const below =
          (l && w && l * data[from + next + at]) + (r && w && r * data[from + next + channels + at])
        result[to + at] = share * (t * above + w * below)
      }
    }
  }
  return { width, height, channels, data: result }
}

/**
 * The first and the last column of a row whose pixels all matrices leave in the picture.
 *
 * @param {import("./affine.js").Matrix[]} frames
 * @param {number} y Of the row.
 * @param {number} across Pixels from one column to the next.
 * @param {import("./affine.js").Size} size
 * @param {number} width Number of columns.
 */
function inside(frames, y, across, [wide, tall], width) {
  let [start, end] = [0, width - 1]
  const x = across / 2 - wide / 2
  for (const [a, b, c, d, e, f] of frames)
    for (const [slope, offset, most] of [
      [a * across, a * x + b * y + c, wide / 2],
      [d * across, d * x + e * y + f, tall / 2],
    ]) {
      if (slope === 0) {
        if (Math.abs(offset) > most) return [0, -1]
        continue
      }
      const [one, other] = [(-most - offset) / slope, (most - offset) / slope]
      start = Math.max(start, Math.ceil(Math.min(one, other)))
      end = Math.min(end, Math.floor(Math.max(one, other)))
    }
  return [start, end]
}
