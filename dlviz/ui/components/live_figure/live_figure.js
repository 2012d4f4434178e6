// A Plotly figure that is updated in place with Plotly.react, so that zoom and camera stay when values
// change. It sends the clicked point to the server.

import { listenToKeys } from "./figure_keys.js"
import { breakTitles, forFile, size } from "./figure_layout.js"
import { enlarged, readable, template } from "./lecture_figure.js"
import { moveTo, numbersAt } from "./moving.js"
import { describe, made, saveButton } from "../base/elements.js"
import { component } from "../base/lifecycle.js"
import { compare, follow } from "../base/preview.js"
import { room } from "../base/room.js"
import { isLecture, rem, theme } from "../base/theme.js"

const SAVE = 1.6 // rem, height of the line below a figure

/** @type {Promise<any> | null} */
let loading = null

/**
 * Load plotly.js from this server, which has it from the installed plotly package; once per page.
 *
 * @param {string} path
 * @returns {Promise<any>}
 */
function loadPlotly(path) {
  loading ??= new Promise((resolve, reject) => {
    if (window.Plotly) return resolve(window.Plotly)
    const script = document.createElement("script")
    // This file is served from .../_stcore/bidi-components/dlviz.live_figure/live_figure.js.
    script.src = new URL(`../../../${path}`, import.meta.url).href
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => {
      loading = null
      reject(new Error("plotly.js did not load"))
    }
    document.head.append(script)
  })
  return loading
}

export default component(createFigure)

/** @type {import("./messages.d.ts").Create} */
function createFigure(root, server, _data, scope) {
  root.classList.add("dlviz-figure")
  /** @type {import("./plotly.d.ts").Plot} */
  const plot = made("div")
  const frame = made("div", "points", plot) // receives the keyboard focus for the plot
  const spoken = made("p", "spoken", { "aria-live": "polite" })
  const save = saveButton("Save this figure", () =>
    window.Plotly.downloadImage(forFile(plot), {
      format: "png",
      scale: 2,
      filename: fileName,
      ...size(plot),
    }),
  )
  root.replaceChildren(frame, spoken, save)
  listenToKeys(
    frame,
    plot,
    { say: (/** @type {string} */ words) => (spoken.textContent = words), press },
    scope,
  )

  let fileName = "figure"
  /** @type {import("./messages.d.ts").Data} */
  let newest
  /** @type {import("./messages.d.ts").Data | null} */
  let shown = null // what is on screen
  let drawn = false
  let released = false
  let drawing = Promise.resolve()
  const hand = follow(scope, move)
  const moved = () => /** @type {number | null} */ (hand.value())

  /**
   * Whether data answer an earlier change of the hand than the last one.
   *
   * @param {import("./messages.d.ts").Data} data
   */
  function isBehind({ preview, moving, alt }) {
    const before = moved()
    hand.joins(preview)
    if (moved() !== null) return true
    if (before !== null && shown?.moving && moving)
      compare(alt, numbersAt(shown.moving, before), numbersAt(moving, moving.at))
    return false
  }

  // Show what follows the hand, in the figure that was drawn last.
  function move() {
    if (shown?.moving) moveTo(plot, shown.moving, moved() ?? shown.moving.at)
  }

  /**
   * The height to draw. In the lecture display a wide figure fills its room, and no figure exceeds it.
   *
   * @param {number} height
   */
  function tall(height) {
    const own = (height * rem()) / 16
    const most = room(root) - (drawn ? root.offsetHeight - plot.offsetHeight : SAVE * rem())
    if (!(most > 0)) return own
    return root.clientWidth > innerWidth / 2 ? most : Math.min(own, most)
  }

  /**
   * @param {any} layout
   * @param {number} height
   */
  function themed(layout, height) {
    const text = theme(root, "text-color")
    const line = theme(root, "border-color")
    const axis = { gridcolor: line, zerolinecolor: line, linecolor: line }
    const own = Object.fromEntries(
      Object.entries(layout)
        .filter(([key]) => /^[xy]axis\d*$/.test(key))
        .map(([key, value]) => [key, { ...axis, ...value }]),
    )
    return {
      ...layout,
      ...own,
      height: tall(height),
      autosize: true,
      // On touch screens scrolling the page must not zoom a figure that the finger touches.
      dragmode: layout.dragmode ?? (matchMedia("(pointer: coarse)").matches ? false : "zoom"),
      uirevision: "constant",
      hoverlabel: { bgcolor: theme(root, "secondary-background-color"), font: { color: text } },
      paper_bgcolor: theme(root, "background-color"),
      plot_bgcolor: theme(root, "background-color"),
      font: {
        family: theme(root, "font"),
        color: text,
        size: 0.8 * rem(),
        ...layout.font,
      },
    }
  }

  /** @param {import("./plotly.d.ts").Figure} figure */
  function forProjector(figure) {
    if (!isLecture()) return figure
    const by = rem() / 16
    const large = enlarged(figure, by)
    readable(large, theme(root, "text-color"), theme(root, "background-color"))
    large.layout.template = template(by)
    return large
  }

  /** @param {import("./messages.d.ts").Data} data */
  async function draw(data) {
    const Plotly = await loadPlotly(data.plotly_url)
    if (data !== newest || released) return // a newer figure has arrived, or the component has ended
    const { figure: json, height } = data
    const figure = forProjector(JSON.parse(json))
    const layout = themed(figure.layout, height)
    breakTitles({ data: figure.data, layout }, root.clientWidth)
    await Plotly.react(plot, figure.data, layout, { displayModeBar: false, responsive: true })
    shown = data
    if (drawn) return move()
    drawn = true
    plot.on("plotly_click", (/** @type {{points: [import("./plotly.d.ts").Point]}} */ { points: [point] }) =>
      press(point),
    )
    // Plotly also draws by itself, for instance after zooming.
    plot.on("plotly_afterplot", move)
    move()
  }

  /** @param {import("./plotly.d.ts").Point} point */
  function press({ x, y, customdata, curveNumber }) {
    server.trigger("point", { x, y, custom: customdata ?? null, curve: curveNumber })
  }

  /** @param {import("./messages.d.ts").Data} data */
  function redraw(data) {
    newest = data
    drawing = drawing
      .then(() => draw(data))
      .catch((error) => {
        plot.textContent = "This figure needs plotly.js, which did not load; reload the page."
        console.error(error)
      })
  }

  return {
    fit: () => newest && redraw({ ...newest }),
    update(data) {
      fileName = data.file_name
      root.dataset.part = data.alt
      describe(plot, data.alt)
      describe(
        frame,
        "Points of this figure",
        data.clickable ? "arrow keys read them, Enter selects" : "arrow keys read them",
      )
      if (isBehind(data) && shown) return
      redraw(data)
    },
    release() {
      released = true
      // Purging in the middle of drawing would make plotly.js fail.
      drawing.then(() => window.Plotly?.purge(plot))
    },
  }
}
