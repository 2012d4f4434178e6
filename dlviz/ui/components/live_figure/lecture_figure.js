// Adapts a plotly.js figure to the lecture display. A figure's sizes are pixels for the normal text
// size; this module scales lines, markers, text and margins with the text around the figure.
import { hex, inkOn, luminance } from "../base/pictures.js"

// Properties that are in pixels, by their own name or by the name of their parent.
const PIXELS = new Set(
  "thickness standoff ticklen tickwidth gridwidth zerolinewidth linewidth borderwidth outlinewidth xshift yshift arrowwidth itemwidth pad".split(
    " ",
  ),
)
/** @type {Record<string, Set<string>>} */
const PARTS = {
  width: new Set(["line", "error_x", "error_y"]),
  size: new Set("marker font textfont tickfont insidetextfont outsidetextfont".split(" ")),
}
const MARGIN = new Set("l r t b".split(" "))

/**
 * A copy of `value` with all pixel sizes multiplied by `by`.
 *
 * @param {any} value
 * @param {number} by
 * @param {string} name
 * @returns {any}
 */
export function enlarged(value, by, name = "") {
  if (Array.isArray(value)) return value.map((item) => enlarged(item, by, name))
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(
    Object.entries(value).map(([key, own]) => {
      const isPixels = PIXELS.has(key) || PARTS[key]?.has(name) || (name === "margin" && MARGIN.has(key))
      if (!isPixels) return [key, enlarged(own, by, key)]
      return [key, Array.isArray(own) ? own.map((item) => item * by) : own === null ? null : own * by]
    }),
  )
}

/**
 * A template with plotly.js's default sizes, multiplied by `by`.
 *
 * @param {number} by
 */
export function template(by) {
  const axis = {
    gridwidth: by,
    zerolinewidth: by,
    linewidth: by,
    ticklen: 5 * by,
    title: { standoff: 8 * by },
  }
  const line = { width: 2 * by }
  return {
    data: {
      scatter: [{ line, marker: { size: 6 * by } }],
      scattergl: [{ line, marker: { size: 6 * by } }],
      contour: [{ line: { width: by / 2 } }],
    },
    layout: { xaxis: axis, yaxis: axis, shapedefaults: { line } },
  }
}

/**
 * Strengthen the colour of text that has its curve's or bar's colour, so that the last row can read it.
 *
 * @param {import("./plotly.d.ts").Figure} figure
 * @param {string} text
 * @param {string} paper
 */
export function readable(figure, text, paper) {
  const strong = (/** @type {string} */ colour) => strengthened(colour, text, paper)
  for (const note of figure.layout.annotations ?? [])
    if (isHue(note.font?.color) && !note.bgcolor) note.font.color = strong(note.font.color)
  for (const trace of figure.data) {
    if (trace.type === "scatter" && typeof trace.textfont?.color === "string")
      trace.textfont.color = strong(trace.textfont.color)
    if (trace.type === "heatmap" && trace.texttemplate) trace.textfont = { ...trace.textfont, weight: 700 }
    if (trace.type !== "bar") continue
    const fills = [trace.marker?.color].flat()
    const inks = fills.map((fill) => (isHex(fill) ? inkOn(hex(fill)) : text))
    trace.insidetextfont = { ...trace.insidetextfont, color: inks.length > 1 ? inks : inks[0], weight: 700 }
    trace.outsidetextfont = { ...trace.outsidetextfont, color: text }
  }
}

/** Whether a colour has a hue; black and white are only text colours on another colour. */
const isHue = (/** @type {string} */ colour) =>
  isHex(colour) && Math.max(...hex(colour)) - Math.min(...hex(colour)) > 12

const isHex = (/** @type {string} */ colour) => /^#[0-9a-f]{6}$/i.test(colour)

/**
 * `colour`, mixed with the text colour until its contrast is 7 : 1.
 *
 * @param {string} colour
 * @param {string} text
 * @param {string} paper
 */
export function strengthened(colour, text, paper) {
  if (!isHex(colour)) return colour
  const [from, to, under] = [hex(colour), numbers(text), numbers(paper)]
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = from.map((value, channel) => Math.round(value + share * (to[channel] - value)))
    if (contrast(mixed, under) >= 7) return `rgb(${mixed.join(", ")})`
  }
  return text
}

const numbers = (/** @type {string} */ colour) =>
  isHex(colour) ? hex(colour) : (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)

/**
 * @param {number[]} one
 * @param {number[]} other
 */
function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((first, second) => first - second)
  return (high + 0.05) / (low + 0.05)
}
