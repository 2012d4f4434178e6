// Decodes picture files, computes the colours of numbers, and picks readable text colours.

import { clamp } from "./numbers.js"

/** @typedef {[number, number, number]} Colour RGB, 0 to 255. */

const MIDDLE = 0.1791 // luminance with the same contrast to black as to white

/**
 * Colour of a number in [-1, 1] from a table of RGB bytes; numbers outside are clamped.
 *
 * @param {Uint8Array} scale
 * @param {number} value
 * @returns {Colour}
 */
export function colour(scale, value) {
  const steps = scale.length / 3 - 1
  const entry = 3 * Math.round(((clamp(value, -1, 1) + 1) / 2) * steps)
  return [scale[entry], scale[entry + 1], scale[entry + 2]]
}

/**
 * "#rrggbb" as a colour.
 *
 * @param {string} text
 * @returns {Colour}
 */
export function hex(text) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16))
  return [red, green, blue]
}

/**
 * A colour as CSS writes it.
 *
 * @param {Colour} colour
 */
export const rgb = (colour) => `rgb(${colour.join()})`

/**
 * Relative luminance, in [0, 1], as WCAG 2 counts it.
 *
 * @param {ArrayLike<number>} colour
 */
export function luminance(colour) {
  const [red, green, blue] = Array.from(colour, (value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/**
 * Black or white, whichever has more contrast to a colour: at least 4.58 : 1 by WCAG 2.
 *
 * @param {ArrayLike<number>} colour
 */
export function inkOn(colour) {
  return luminance(colour) > MIDDLE ? "#000" : "#fff"
}

/**
 * Decode a picture file in base64; fetch() does this several times as fast as atob() and a loop.
 *
 * @param {string} base64
 * @param {string} mime
 * @returns {Promise<ImageBitmap>}
 */
export async function decoded(base64, mime = "image/png") {
  const response = await fetch(`data:${mime};base64,${base64}`)
  return createImageBitmap(await response.blob(), { colorSpaceConversion: "none" })
}
