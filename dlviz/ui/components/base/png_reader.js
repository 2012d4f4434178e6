// Reads the pixel values of our PNG files directly from their bytes. A canvas cannot be used for
// this: some browsers add noise to every pixel that a page reads back, against fingerprinting.

import { bytes } from "./numbers.js"

const HEAD = 8 // bytes before the first chunk
const UP = 2 // the only filter that figures/png.py uses: each row minus the row above
/** @type {Record<number, number>} */
const CHANNELS = { 0: 1, 2: 3, 3: 1 } // by colour type: grey, RGB, palette indices

/**
 * @typedef {object} Pixels
 * @property {number} width
 * @property {number} height
 * @property {number} channels Bytes per pixel, 1 or 3.
 * @property {Uint8Array} data Row by row.
 * @property {Uint8Array | null} table The palette's RGB bytes if the pixels are palette indices.
 */

/**
 * Decode a PNG file (base64) that figures/png.py has written.
 *
 * @param {string} base64
 * @returns {Promise<Pixels>}
 */
export async function unpacked(base64) {
  const { IHDR, PLTE, IDAT } = chunks(bytes(base64))
  const [width, height] = [0, 4].map((at) => new DataView(IHDR.buffer).getUint32(at))
  const channels = CHANNELS[IHDR[9]]
  const rows = await inflated(IDAT)
  const length = width * channels
  const data = new Uint8Array(length * height)
  for (let row = 0, from = 0, to = 0; row < height; row += 1) {
    if (rows[from++] !== UP) throw new Error("a PNG file with another filter")
    for (let at = 0; at < length; at += 1, to += 1) data[to] = rows[from++] + (row ? data[to - length] : 0)
  }
  return { width, height, channels, data, table: PLTE ?? null }
}

/**
 * The contents of a file's chunks by name; each name occurs once.
 *
 * @param {Uint8Array<ArrayBuffer>} file
 */
function chunks(file) {
  const view = new DataView(file.buffer, file.byteOffset)
  /** @type {Record<string, Uint8Array<ArrayBuffer>>} */
  const found = {}
  for (let at = HEAD; at < file.length; ) {
    const length = view.getUint32(at)
    const name = String.fromCharCode(...file.subarray(at + 4, at + 8))
    found[name] = file.slice(at + 8, at + 8 + length)
    at += 12 + length // 12 bytes for length, name and checksum
  }
  return found
}

/** @param {Uint8Array<ArrayBuffer>} packed */
async function inflated(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/**
 * As `unpacked`, but starts on the first call of the returned function, which returns null until
 * the pixels are decoded.
 *
 * @param {string} base64
 * @param {() => void} ready Called when the pixels are decoded.
 * @returns {() => Pixels | null}
 */
export function lazily(base64, ready) {
  /** @type {Pixels | null} */
  let pixels = null
  let isAsked = false
  return () => {
    if (!isAsked) {
      isAsked = true
      unpacked(base64).then((found) => {
        pixels = found
        ready()
      })
    }
    return pixels
  }
}
