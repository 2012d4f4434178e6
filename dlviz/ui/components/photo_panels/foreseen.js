// Response maps of kernels that the server has not answered yet: the same numbers, ends of the scales
// and colours as photo_panels.py makes from dlviz/responses.py.

import { correlate, planeOf, sizeOf } from "../base/convolve.js"
import { commonSize, sameKernels } from "../base/kernels.js"
import { levels } from "../base/levels.js"

/** @typedef {import("../base/convolve.js").Kernel} Kernel */
/** @typedef {import("../base/convolve.js").Picture} Picture */
/** @typedef {import("./messages.d.ts").Panel} Panel */

/**
 * @typedef {object} Foreseen
 * @property {Kernel[]} kernels All of one size.
 * @property {{panel: Panel, values: Float32Array, steps: Uint8Array}[]} maps One for each panel but the photo's.
 */

/** Create a memory of the responses to single kernels: an edit changes those of one kernel only. */
export function createForesight() {
  /** @type {Picture | null} */
  let photo = null
  /** @type {Map<number, import("../base/convolve.js").Plane>} */
  const planes = new Map()
  /** @type {Map<string, {kernel: Kernel, values: Float32Array}>} */
  const parts = new Map()

  /**
   * @param {Picture} picture
   * @param {number} channel
   */
  function planeAt(picture, channel) {
    const plane = planes.get(channel) ?? planeOf(picture, channel)
    planes.set(channel, plane)
    return plane
  }

  /**
   * @param {Picture} picture
   * @param {import("./messages.d.ts").Term} term
   * @param {Kernel[]} kernels
   */
  function part(picture, { channel, kernel: which }, kernels) {
    const [name, kernel] = [`${channel} ${which}`, kernels[which]]
    const made = parts.get(name)
    if (made && sameKernels([made.kernel], [kernel])) return made.values
    const { values } = correlate(planeAt(picture, channel), kernel)
    parts.set(name, { kernel, values })
    return values
  }

  /**
   * The maps of kernels; null if the kernels do not fit into the photo.
   *
   * @param {Picture} picture The photo.
   * @param {import("./messages.d.ts").Data} data
   * @param {Kernel[]} given
   * @returns {Foreseen | null}
   */
  return function foreseen(picture, { panels: [, ...panels], rules }, given) {
    if (picture !== photo) {
      photo = picture
      planes.clear()
      parts.clear()
    }
    const kernels = commonSize(given)
    const size = sizeOf(picture, kernels[0])
    if (size.rows < 1 || size.columns < 1) return null
    const [top, left] = [kernels[0].rows, kernels[0].columns].map((side) => Math.floor((side - 1) / 2))
    const own = panels.map((panel) => ({
      kind: kindOf(panel, kernels, rules.average),
      ...combined(
        panel.combined,
        panel.terms.map((term) => part(picture, term, kernels)),
        rules.weak,
      ),
    }))
    const limits = own.map(({ kind, values }) => (kind === "signed" ? largest(values) || 1 : 0))
    const maps = own.map(({ kind, values, weak }, at) => {
      const ends = endsOf(kind, values, Math.max(...limits), rules)
      const [low, high] = ends.map((end) => endText(end, kind))
      const panel = { ...panels[at], kind, ends, low, high, top, left, ...size, weak }
      return { panel, values, steps: levels(values, ...ends) }
    })
    return { kernels, maps }
  }
}

/**
 * The colour scale of a map; kernels that keep even areas unchanged get a photo's.
 *
 * @param {Panel} panel
 * @param {Kernel[]} kernels
 * @param {number} average How far from 1 the sum of their weights may be.
 */
function kindOf({ kind, combined: how, terms }, kernels, average) {
  if (how !== "sum") return kind
  let total = 0
  for (const { kernel } of terms) for (const weight of Array.from(kernels[kernel].weights)) total += weight
  return Math.abs(total - 1) <= average ? "ink" : "signed"
}

/**
 * The numbers of a map, from the responses of its terms.
 *
 * @param {string} how
 * @param {Float32Array[]} parts
 * @param {number} share Of the largest magnitude, below which there is no direction.
 * @returns {{values: Float32Array, weak: number}}
 */
function combined(how, parts, share) {
  if (how === "sum") return { values: parts.reduce(added), weak: 0 }
  const [across, down] = parts
  const sizes = new Float32Array(across.length)
  for (let at = 0; at < sizes.length; at += 1) sizes[at] = Math.sqrt(across[at] ** 2 + down[at] ** 2)
  if (how === "magnitude") return { values: sizes, weak: 0 }
  const weak = share * largest(sizes)
  const [least, degrees] = [Math.fround(weak), Math.fround(180 / Math.PI)]
  const values = new Float32Array(across.length)
  for (let at = 0; at < sizes.length; at += 1)
    values[at] = sizes[at] < least ? NaN : Math.fround(Math.atan2(down[at], across[at])) * degrees
  return { values, weak }
}

/**
 * @param {Float32Array} one
 * @param {Float32Array} other
 */
function added(one, other) {
  const sum = new Float32Array(one.length)
  for (let at = 0; at < sum.length; at += 1) sum[at] = one[at] + other[at]
  return sum
}

/** @param {Float32Array} values */
function largest(values) {
  let most = 0
  for (let at = 0; at < values.length; at += 1) {
    const size = Math.abs(values[at])
    if (size > most) most = size
  }
  return most
}

/**
 * @param {string} kind
 * @param {Float32Array} values
 * @param {number} limit Largest response of all signed maps.
 * @param {import("./messages.d.ts").Rules} rules
 * @returns {[low: number, high: number]}
 */
function endsOf(kind, values, limit, { contrast, white }) {
  if (kind === "signed") return [-limit / contrast, limit / contrast]
  if (kind === "ink") return [0, white / contrast]
  if (kind === "angle") return [-180, 180]
  return [0, (largest(values) || 1) / contrast]
}

/**
 * An end of a scale as text, to four digits.
 *
 * @param {number} value
 * @param {string} kind
 */
export function endText(value, kind) {
  return (value < 0 ? "−" : "") + fourDigits(Math.abs(value)) + (kind === "angle" ? "°" : "")
}

/**
 * A number as Python's format "g" writes it to four digits.
 *
 * @param {number} value 0 or more.
 */
function fourDigits(value) {
  const [mantissa, power] = value.toExponential(3).split("e").map(Number)
  if (power >= -4 && power < 4) return String(Number(value.toPrecision(4)))
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`
}
