// What a figure's layout needs beside its data: titles that fit over narrow panels, and the figure as
// it is saved.
import { contextOf } from "../base/canvas.js"
import { EDGE } from "../base/png.js"

const GAP = 8 // pixels between two titles
const NAMES = 2 // width of the names on an axis, in sizes of the font
const SCALE = 5 // and of a scale with its numbers
const LEADING = 1.3 // distance of two lines, in sizes of their font
// A saved figure is an SVG for a moment, and that knows no font of the page: with one of the system
// the words are measured as they are drawn. With the page's they are drawn wider, and cut.
const SYSTEM = "Arial, Helvetica, sans-serif"

/**
 * Break the titles of panels into lines as wide as a panel; the room above them grows with them.
 *
 * @param {import("./plotly.d.ts").Figure} figure
 * @param {number} width
 */
export function breakTitles({ data, layout }, width) {
  const share = layout.meta?.panel
  if (!share) return
  const { l = 0, r = 0 } = layout.margin
  // plotly.js takes the room for a scale and for the names on an axis from the panels.
  const isBeside = (/** @type {import("./plotly.d.ts").Trace} */ { colorbar, showscale }) =>
    colorbar && showscale !== false && colorbar.orientation !== "h"
  const names = layout.yaxis?.automargin ? NAMES : 0
  const scale = data.some(isBeside) ? SCALE : 0
  const room = share * (width - l - r - (names + scale) * layout.font.size) - GAP
  const context = contextOf(document.createElement("canvas"))
  context.font = `${layout.font.size}px ${layout.font.family}`
  const isTooWide = (/** @type {string} */ text) => context.measureText(text).width > room
  let most = 1
  for (const note of layout.annotations) {
    if (note.name !== "panel" || !isTooWide(note.text)) continue
    const lines = inLines(note.text, isTooWide)
    note.text = lines.join("<br>")
    most = Math.max(most, lines.length)
  }
  layout.margin = { ...layout.margin, t: (layout.margin.t ?? 0) + (most - 1) * LEADING * layout.font.size }
}

/**
 * `text` in lines of which none is too wide, broken between words.
 *
 * @param {string} text
 * @param {(text: string) => boolean} isTooWide
 */
export function inLines(text, isTooWide) {
  /** @type {string[]} */
  const lines = []
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word
    if (lines.length && !isTooWide(longer)) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/** The size of a figure as a file: as on the page, with some paper around it. */
export const size = (/** @type {HTMLElement} */ plot) => ({
  width: plot.offsetWidth + 2 * EDGE,
  height: plot.offsetHeight + 2 * EDGE,
})

/**
 * The figure as it is saved: what is on screen, in a font that the file's maker has.
 *
 * @param {import("./plotly.d.ts").Figure} figure
 */
export function forFile({ data, layout }) {
  const margin = Object.fromEntries(
    "ltrb".split("").map((side) => [side, (layout.margin?.[side] ?? 80) + EDGE]),
  )
  return { data, layout: { ...layout, margin, font: { ...layout.font, family: SYSTEM } } }
}
