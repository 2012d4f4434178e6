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
 * @returns {Picture}
 */
export function warpedAtOnce(picture, steps, size) {
  /** @type {import("./affine.js").Matrix} */
  let whole = [1, 0, 0, 0, 1, 0]
  const frames = []
  for (const { matrix, box } of [...steps].reverse()) {
    whole = after(whole, matrix)
    if (!box) frames.push(whole)
  }
  return taken(picture, whole, frames, null, size)
}

/**
 * @param {Picture} picture
 * @param {import("./affine.js").Matrix} matrix
 * @param {import("./affine.js").Matrix[]} frames A pixel is black if one of these takes it out of the picture.
 * @param {number[] | null} box
 * @param {import("./affine.js").Size} size
 * @returns {Picture}
 */
function taken({ width, height, channels, data }, matrix, frames, box, [wide, tall]) {
  const result = new Float32Array(data.length)
  const [a, b, c, d, e, f] = matrix
  const [across, down] = [wide / width, tall / height]
  const [left, top, right, bottom] = box ?? [0, 0, 0, 0]
  for (let row = 0; row < height; row += 1) {
    const y = (row + 0.5) * down - tall / 2
    for (let column = 0; column < width; column += 1) {
      const x = (column + 0.5) * across - wide / 2
      if (frames.length && !isInside(frames, x, y, wide / 2, tall / 2)) continue
      let u = (a * x + b * y + c + wide / 2) / across - 0.5
      let v = (d * x + e * y + f + tall / 2) / down - 0.5
      if (box) {
        u = Math.max(left, Math.min(right - 1, u))
        v = Math.max(top, Math.min(bottom - 1, v))
      }
      const [u0, v0] = [Math.floor(u), Math.floor(v)]
      if (u0 < -1 || v0 < -1 || u0 >= width || v0 >= height) continue
      const [fu, fv] = [u - u0, v - v0]
      // The weights of the four pixels around the place; those beside the picture weigh nothing.
      const [l, r] = [u0 >= 0 ? 1 - fu : 0, u0 + 1 < width ? fu : 0]
      const [t, w] = [v0 >= 0 ? 1 - fv : 0, v0 + 1 < height ? fv : 0]
      const share = (l + r) * (t + w) // torchvision fades to black at the edge
      const from = channels * (v0 * width + u0)
      const below = from + channels * width
      const to = channels * (row * width + column)
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0
        if (l && t) sum += l * t * data[from + channel]
        if (r && t) sum += r * t * data[from + channels + channel]
        if (l && w) sum += l * w * data[below + channel]
        if (r && w) sum += r * w * data[below + channels + channel]
        result[to + channel] = share * sum
      }
    }
  }
  return { width, height, channels, data: result }
}

/**
 * @param {import("./affine.js").Matrix[]} frames
 * @param {number} x
 * @param {number} y
 * @param {number} wide
 * @param {number} tall
 */
function isInside(frames, x, y, wide, tall) {
  for (const [a, b, c, d, e, f] of frames)
    if (Math.abs(a * x + b * y + c) > wide || Math.abs(d * x + e * y + f) > tall) return false
  return true
}
