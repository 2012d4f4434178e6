// Moves the markers, the line and the labels of a figure that depend on a number, without asking
// Plotly for a new layout, which would take several frames.

import { floats } from "../base/numbers.js"

/** @typedef {import("./messages.d.ts").Moving} Moving */

/**
 * Show the state of a figure for `value`. What Plotly has not drawn stays as it is.
 *
 * @param {import("./plotly.d.ts").Plot} plot
 * @param {Moving} moving
 * @param {number} value
 */
export function moveTo(plot, moving, value) {
  if (!plot._fullLayout) return
  for (const { trace, point, x, y } of moving.points) {
    const own = plot._fullData[trace]
    if (!own) continue
    const node = plot.querySelectorAll(`.trace${own.uid} .point`)[point]
    const [across, down] = ["x", "y"].map((letter) => axisOf(plot, own, letter))
    node?.setAttribute(
      "transform",
      `translate(${across.c2p(floats(x)[value])},${down.c2p(floats(y)[value])})`,
    )
  }
  if (moving.rule !== null) {
    const by = plot._fullLayout.xaxis.c2p(value) - plot._fullLayout.xaxis.c2p(moving.at)
    plot
      .querySelector(`.shapelayer [data-index="${moving.rule}"]`)
      ?.setAttribute("transform", `translate(${by},0)`)
  }
  moving.labels.forEach((texts, index) => {
    const bold = plot.querySelector(`.annotation[data-index="${index}"] tspan[style*="bold"]`)
    if (bold && bold.textContent !== texts[value]) bold.textContent = texts[value]
  })
}

/**
 * @param {import("./plotly.d.ts").Plot} plot
 * @param {import("./plotly.d.ts").Trace} trace
 * @param {string} letter
 */
function axisOf(plot, trace, letter) {
  return plot._fullLayout[trace[`${letter}axis`].replace(letter, `${letter}axis`)]
}

/**
 * All numbers of a figure's state for `value`, to be compared with another's.
 *
 * @param {Moving} moving
 * @param {number} value
 */
export function numbersAt({ points }, value) {
  return points.flatMap(({ x, y }) => [floats(x)[value], floats(y)[value]])
}
