// Response maps of kernels that the server has not answered yet: the same numbers, ends of the scales
// and colours as photo_panels.py makes from dlviz/responses.py.

import { planeOf, sizeOf } from "../base/convolve.js"
import { compareSpeeds, correlate } from "../base/convolver.js"
import { commonSize, sameKernels } from "../base/kernels.js"

/** @typedef {import("../base/convolve.js").Kernel} Kernel */
/** @typedef {import("../base/convolve.js").Picture} Picture */
/** @typedef {import("./messages.d.ts").Panel} Panel */

/**
 * @typedef {object} Numbers
 * @property {Float32Array} values Row by row.
 * @property {number} largest The largest absolute value.
 */

/**
 * @typedef {object} Map
 * @property {Panel} panel
 * @property {Float32Array} values Row by row; of every `step`-th pixel of every `step`-th row.
 * @property {number} columns Values in a row.
 */

/**
 * @typedef {object} Foreseen
 * @property {Kernel[]} kernels All of one size.
 * @property {string} mode
 * @property {number} step 1 for all numbers.
 * @property {Map[]} maps One for each panel but the photo's.
 */

/** Create a memory of the responses to single kernels: an edit changes those of one kernel only. */
export function createForesight() {
  /** @type {Picture | null} */
  let photo = null
  /** @type {import("../base/convolve.js").Plane[]} */
  let planes = []
  /** @type {Record<string, Numbers & {kernel: Kernel, step: number}>} */
  let parts = {}

  /**
   * Take a photo apart before its responses are asked for.
   *
   * @param {Picture} picture
   */
  function prepare(picture) {
    if (picture === photo) return
    ;[photo, parts] = [picture, {}]
    planes = Array.from({ length: picture.channels }, (_, channel) => planeOf(picture, channel))
    compareSpeeds(planes[0])
  }

  /**
   * @param {import("./messages.d.ts").Term} term
   * @param {Kernel[]} kernels
   * @param {number} step
   */
  function part({ channel, kernel: which }, kernels, step) {
    const [name, kernel] = [`${channel} ${which}`, kernels[which]]
    const made = parts[name]
    if (made?.step === step && sameKernels([made.kernel], [kernel])) return made
    const found = correlate(planes[channel], kernel, { stride: step }, made?.values)
    parts[name] = { ...found, kernel, step }
    return parts[name]
  }

  /**
   * The maps of kernels; null if the kernels do not fit into the photo. They are valid until the next
   * call.
   *
   * @param {Picture} picture The photo.
   * @param {import("./messages.d.ts").Data} data
   * @param {Kernel[]} given
   * @param {number} [step] 2 for a quarter of the numbers.
   * @param {string} [mode] How they are combined; the data's if it is left out.
   * @returns {Foreseen | null}
   */
  function foresee(picture, data, given, step = 1, mode = data.mode) {
    const { rules } = data
    const panels = mode === data.mode ? data.panels.slice(1) : data.others[mode]
    if (!panels) return null
    prepare(picture)
    const kernels = commonSize(given)
    const size = sizeOf(picture, kernels[0])
    if (size.rows < 1 || size.columns < 1) return null
    const { columns } = sizeOf(picture, kernels[0], { stride: step })
    const [top, left] = [kernels[0].rows, kernels[0].columns].map((side) => Math.floor((side - 1) / 2))
    const own = panels.map((panel) => ({
      kind: kindOf(panel, kernels, rules.average),
      ...combined(
        panel.combined,
        panel.terms.map((term) => part(term, kernels, step)),
        rules.weak,
      ),
    }))
    const limit = Math.max(...own.map(({ kind, largest }) => (kind === "signed" ? largest || 1 : 0)))
    const maps = own.map(({ kind, values, largest, weak }, at) => {
      const ends = endsOf(kind, largest, limit, rules)
      const [low, high] = ends.map((end) => endText(end, kind))
      const panel = { ...panels[at], kind, ends, low, high, top, left, ...size, weak }
      return { panel, values, columns }
    })
    return { kernels, mode, step, maps }
  }

  return { prepare, foresee }
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
 * @param {Numbers[]} parts
 * @param {number} share Of the largest magnitude, below which there is no direction.
 * @returns {Numbers & {weak: number}}
 */
function combined(how, parts, share) {
  if (how === "sum") return { ...parts.reduce(added), weak: 0 }
  const [across, down] = parts.map(({ values }) => values)
  const sizes = new Float32Array(across.length)
  let largest = 0
  for (let at = 0; at < sizes.length; at += 1) {
    sizes[at] = Math.sqrt(across[at] ** 2 + down[at] ** 2)
    largest = Math.max(largest, sizes[at])
  }
  if (how === "magnitude") return { values: sizes, largest, weak: 0 }
  const weak = share * largest
  const [least, degrees] = [Math.fround(weak), Math.fround(180 / Math.PI)]
  const values = new Float32Array(across.length)
  for (let at = 0; at < sizes.length; at += 1)
    values[at] = sizes[at] < least ? NaN : Math.fround(Math.atan2(down[at], across[at])) * degrees
  return { values, largest: 180, weak }
}

/**
 * @param {Numbers} one
 * @param {Numbers} other
 * @returns {Numbers}
 */
function added({ values: one }, { values: other }) {
  const values = new Float32Array(one.length)
  let largest = 0
  for (let at = 0; at < values.length; at += 1) {
    values[at] = one[at] + other[at]
    largest = Math.max(largest, Math.abs(values[at]))
  }
  return { values, largest }
}

/**
 * @param {string} kind
 * @param {number} largest The map's largest number.
 * @param {number} limit Largest response of all signed maps.
 * @param {import("./messages.d.ts").Rules} rules
 * @returns {[low: number, high: number]}
 */
function endsOf(kind, largest, limit, { contrast, white }) {
  if (kind === "signed") return [-limit / contrast, limit / contrast]
  if (kind === "ink") return [0, white / contrast]
  if (kind === "angle") return [-180, 180]
  return [0, (largest || 1) / contrast]
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
