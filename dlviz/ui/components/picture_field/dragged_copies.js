// The copies while a hand drags the ranges of their transforms, made from the original.

import { ranged, stepOf, valuesOf } from "../base/affine.js"
import { contextOf } from "../base/canvas.js"
import { made } from "../base/elements.js"
import { doubles } from "../base/numbers.js"
import { warped, warpedAtOnce } from "../base/warp.js"

const LARGE = 60 // pixels of a side; larger originals are halved and interpolated once

/** @typedef {import("./messages.d.ts").Moved} Moved */
/** @typedef {import("../base/png_reader.js").Pixels} Pixels */
/** @typedef {import("../base/warp.js").Picture} Picture */
/** @typedef {Record<string, number[]>} Ranges By the place of a part. */

/**
 * @param {Moved} moved
 * @param {Pixels} pixels The original.
 * @param {number} count Number of pictures, with the original.
 * @param {number} columns Pictures per row of the result.
 */
export function draggedCopies(moved, pixels, count, columns) {
  const parts = moved.parts.map((part) => ({
    ...part,
    numbers: part.numbers === null ? null : doubles(part.numbers),
    values: doubles(part.values),
  }))
  const isLarge = pixels.width > LARGE
  const original = isLarge ? halved(asPicture(pixels)) : asPicture(pixels)
  const { width, height } = original
  const room = new Float32Array(original.data.length) // of one copy; new ones for all would soon be garbage
  /** @type {HTMLCanvasElement | null} */
  let canvas = null
  /** @type {ImageData | null} */
  let image = null // what `canvas` shows

  /** @param {Ranges} ranges */
  const withRanges = (ranges) =>
    parts.map((part, place) => (ranges[place] ? ranged(part, ranges[place]) : part))

  return {
    layout: { columns, width, height },
    /**
     * All copies' values, for ranges that are dragged.
     *
     * @param {Ranges} ranges
     */
    values(ranges) {
      const own = withRanges(ranges)
      const copies = [...Array(count - 1).keys()]
      return copies.flatMap((copy) => own.flatMap((part) => valuesOf(part, copy)))
    },
    /**
     * All pictures in one canvas, the original first; null if the script cannot make them.
     *
     * @param {Ranges} ranges
     */
    paint(ranges) {
      const own = withRanges(ranges)
      const isKnown = own.every(
        ({ numbers, low, high }, place) =>
          numbers || (low === parts[place].low && high === parts[place].high),
      )
      if (!isKnown) return null
      canvas ??= made("canvas", "", { width: columns * width, height: Math.ceil(count / columns) * height })
      const context = contextOf(canvas)
      image ??= context.createImageData(canvas.width, canvas.height)
      for (let index = 0; index < count; index += 1) {
        const steps = index ? own.map((part) => stepOf(part, index - 1, moved.size)) : []
        const picture = isLarge ? warpedAtOnce(original, steps, moved.size, room) : warped(original, steps)
        put(picture, image, (index % columns) * width, Math.floor(index / columns) * height)
      }
      context.putImageData(image, 0, 0)
      return canvas
    },
  }
}

/**
 * @param {Pixels} pixels
 * @returns {Picture}
 */
function asPicture({ width, height, channels, data }) {
  return { width, height, channels, data: Float32Array.from(data) }
}

/**
 * A picture of half the size; each pixel is the mean of four.
 *
 * @param {Picture} picture
 * @returns {Picture}
 */
function halved({ width, height, channels, data }) {
  const [wide, tall] = [width >> 1, height >> 1]
  const result = new Float32Array(wide * tall * channels)
  for (let row = 0, to = 0; row < tall; row += 1)
    for (let column = 0; column < wide; column += 1)
      for (let channel = 0; channel < channels; channel += 1, to += 1) {
        const at = channels * (2 * row * width + 2 * column) + channel
        const below = at + channels * width
        result[to] = (data[at] + data[at + channels] + data[below] + data[below + channels]) / 4
      }
  return { width: wide, height: tall, channels, data: result }
}

/**
 * @param {Picture} picture
 * @param {ImageData} image
 * @param {number} left
 * @param {number} top
 */
function put({ width, height, channels, data }, image, left, top) {
  const { width: wide, data: pixels } = image
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0]
  for (let row = 0, from = 0; row < height; row += 1) {
    let to = 4 * ((top + row) * wide + left)
    for (let column = 0; column < width; column += 1, to += 4, from += channels) {
      pixels[to] = data[from] // the array rounds and clamps
      pixels[to + 1] = data[from + green]
      pixels[to + 2] = data[from + blue]
      pixels[to + 3] = 255
    }
  }
}
