// Adjusts a figure's layout: wraps panel titles to the panels' width, and prepares the figure for
// saving as a file.
import { contextOf } from "../base/canvas.js"
import { EDGE } from "../base/png.js"

const GAP = 8 // pixels between two titles
const NAMES = 2 // width of an axis's labels, in units of the font size
const SCALE = 5 // width of a colour scale with its numbers, in the same units
const LEADING = 1.3 // line height, in units of the font size
// A figure is saved through an SVG, in which the page's web font is not available. With a system font
// the text is drawn as wide as measured; with the page's font it would be drawn wider and cut off.
const SYSTEM = "Arial, Helvetica, sans-serif"

/**
 * Wrap the panels' titles to the width of a panel, and enlarge the margin above them accordingly.
 *
 * @param {import("./plotly.d.ts").Figure} figure
 * @param {number} width
 */
export function breakTitles({ data, layout }, width) {
  const share = layout.meta?.panel
  if (!share) return
  const { l = 0, r = 0 } = layout.margin
  // plotly.js makes the panels smaller to place a colour scale and axis labels.
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
 * Wrap `text` between words so that no line is too wide.
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

/** The size of a saved figure: its size on the page plus a margin. */
export const size = (/** @type {HTMLElement} */ plot) => ({
  width: plot.offsetWidth + 2 * EDGE,
  height: plot.offsetHeight + 2 * EDGE,
})

/**
 * The figure for saving: as on screen, but in a system font.
 *
 * @param {import("./plotly.d.ts").Figure} figure
 */
export function forFile({ data, layout }) {
  const margin = Object.fromEntries(
    "ltrb".split("").map((side) => [side, (layout.margin?.[side] ?? 80) + EDGE]),
  )
  return { data, layout: { ...layout, margin, font: { ...layout.font, family: SYSTEM } } }
}
