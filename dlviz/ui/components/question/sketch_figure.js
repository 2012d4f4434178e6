// Axes with curves, drawn for the size that the style sheet gives them.

import { putAttribute } from "../base/elements.js"
import { clamp, number } from "../base/numbers.js"
import { shape, svg } from "../base/svg.js"
import { apart, placesOf, ticks, ticksBelow } from "./axes.js"

const LETTER = 0.56 // width of a letter, in units of the text's size
const MOST_ACROSS = 9 // ticks
const MOST_UP = 5
const TALL = 2.4 // height that words need in a gap, in units of the text's size
const MOST_DOTS = 30 // a curve of more places is drawn without dots

/**
 * @typedef {object} Curve
 * @property {string} name Class of its line: "own", "came" or "filled".
 * @property {import("./sketching.js").Values} values At the places of the axes.
 * @property {string} [label] Beside its right end.
 */

/**
 * @typedef {object} Gap The largest gap of two curves.
 * @property {number} at Index of its place.
 * @property {number} one
 * @property {number} other
 */

/** @param {import("./messages.d.ts").Axes} axes */
export function sketchFigure(axes) {
  const { x, low, high, x_name, y_name } = axes
  const places = placesOf(x)
  const element = svg("curves")
  const [frame, lines] = [shape("g", { class: "ground" }), shape("g", { class: "lines" })]
  element.append(frame, lines)
  let box = { left: 0, top: 0, wide: 1, tall: 1 } // of the axes, in pixels
  let letter = 16
  let size = ""

  /** @param {number} place */
  const across = (place) => box.left + place * box.wide
  /** @param {number} value */
  const up = (value) => box.top + (1 - (value - low) / (high - low)) * box.tall

  /**
   * Draw the axes for the present size.
   *
   * @param {number} wide In pixels.
   * @param {number} tall
   * @param {number} text Size of the text.
   * @param {string[]} labels Of the curves: room for them is kept at the right.
   */
  function lay(wide, tall, text, labels) {
    const next = [wide, tall, text, labels].join()
    if (size === next || !wide || !tall) return
    size = next
    letter = text
    const upTicks = ticks(low, high, MOST_UP)
    const left = LETTER * text * Math.max(...upTicks.map((value) => number(value).length)) + 0.9 * text
    const right = LETTER * text * Math.max(2, ...labels.map((label) => label.length + 1.5))
    const [top, bottom] = [1.9 * text, 3 * text]
    box = { left, top, wide: Math.max(1, wide - left - right), tall: Math.max(1, tall - top - bottom) }
    putAttribute(element, "viewBox", `0 0 ${wide} ${tall}`)
    frame.replaceChildren(...framed(upTicks))
  }

  /** @param {number[]} upTicks */
  function framed(upTicks) {
    const [end, foot] = [box.left + box.wide, box.top + box.tall]
    const widest = Math.max(...x.map((value) => number(value).length)) + 2
    const most = clamp(Math.floor(box.wide / (widest * LETTER * letter)), 2, MOST_ACROSS)
    const written = (/** @type {Record<string, string | number>} */ where, /** @type {string} */ words) => {
      const text = shape("text", where)
      text.textContent = words
      return text
    }
    return [
      ...upTicks.flatMap((value) => [
        shape("path", { class: "rule", d: `M${box.left},${up(value)}H${end}` }),
        written(
          { x: box.left - 0.4 * letter, y: up(value) + 0.35 * letter, "text-anchor": "end" },
          number(value),
        ),
      ]),
      ...ticksBelow(x, most).flatMap(({ place, value }) => [
        shape("path", { class: "axis", d: `M${across(place)},${foot}v${0.35 * letter}` }),
        written({ x: across(place), y: foot + 1.4 * letter, "text-anchor": "middle" }, number(value)),
      ]),
      shape("path", { class: "axis", d: `M${box.left},${box.top}V${foot}H${end}` }),
      written({ class: "name", x: 0.1 * letter, y: 1.05 * letter }, y_name),
      written({ class: "name", x: end, y: foot + 2.65 * letter, "text-anchor": "end" }, x_name),
    ]
  }

  /**
   * @param {Curve[]} curves
   * @param {Gap | null} gap
   * @param {number | null} cursor Index of the place that the keys change.
   */
  function draw(curves, gap = null, cursor = null) {
    const parts = curves.flatMap(drawn)
    if (cursor !== null)
      parts.unshift(
        shape("path", { class: "cursor", d: `M${across(places[cursor])},${box.top}v${box.tall}` }),
      )
    lines.replaceChildren(...parts, ...(gap ? marked(gap) : []), ...labelled(curves))
  }

  /** @param {Curve} curve */
  function drawn({ name, values }) {
    const parts = [shape("path", { class: `curve ${name}`, d: pathOf(values) })]
    if (name === "filled" || places.length > MOST_DOTS) return parts
    values.forEach((value, at) => {
      if (value !== null)
        parts.push(shape("path", { class: `dots ${name}`, d: `M${across(places[at])},${up(value)}h0` }))
    })
    return parts
  }

  /** @param {import("./sketching.js").Values} values */
  function pathOf(values) {
    let isDown = false
    return values
      .map((value, at) => {
        if (value === null) isDown = false
        if (value === null) return ""
        const step = `${isDown ? "L" : "M"}${across(places[at]).toFixed(1)},${up(value).toFixed(1)}`
        isDown = true
        return step
      })
      .join("")
  }

  /** @param {Gap} gap */
  function marked({ at, one, other }) {
    const [side, ...ends] = [across(places[at]), up(one), up(other)]
    const [top, bottom] = [Math.min(...ends), Math.max(...ends)]
    const isTall = bottom - top > TALL * letter // then the words are between the curves, else above or below
    const words = `gap ${number(Math.abs(one - other))}`
    const half = (LETTER * letter * words.length) / 2
    const outside = top - box.top > 1.8 * letter ? top - 0.7 * letter : bottom + 1.4 * letter
    const beside = half + 0.6 * letter
    const middle = isTall ? side + (side > box.left + box.wide / 2 ? -beside : beside) : side
    const label = shape("text", {
      class: "gap",
      x: clamp(middle, box.left + half + 0.3 * letter, box.left + box.wide - half),
      y: isTall ? (top + bottom) / 2 + 0.35 * letter : outside,
      "text-anchor": "middle",
    })
    label.textContent = words
    const cap = 0.4 * letter
    const d = `M${side},${top}V${bottom}M${side - cap},${top}h${2 * cap}M${side - cap},${bottom}h${2 * cap}`
    return [shape("path", { class: "gap", d }), label]
  }

  /** @param {Curve[]} curves */
  function labelled(curves) {
    const named = curves.filter(({ label }) => label)
    const ends = named.map(({ values }) => up(values[values.length - 1] ?? low))
    /** @type {[number, number]} */
    const limits = [box.top + letter / 2, box.top + box.tall]
    const heights = ends.length === 2 ? apart([ends[0], ends[1]], 1.3 * letter, limits) : ends
    return named.map(({ name, label }, at) => {
      const where = { x: box.left + box.wide + 0.6 * letter, y: heights[at] + 0.35 * letter }
      const text = shape("text", { class: `label ${name}`, ...where })
      text.textContent = label ?? ""
      return text
    })
  }

  return {
    element,
    places,
    lay,
    draw,
    /**
     * The point of the axes at a place of the picture; beside the axes the nearest one.
     *
     * @param {[number, number]} place In pixels.
     * @returns {import("./sketching.js").Point}
     */
    pointAt([left, top]) {
      const value = low + (1 - (top - box.top) / box.tall) * (high - low)
      return [clamp((left - box.left) / box.wide, 0, 1), clamp(value, low, high)]
    },
  }
}
