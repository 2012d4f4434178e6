// Shows all activations of a network: the input, the hidden layers as grids, the ten outputs, and the
// strongest contributions between them as lines. A click selects a unit; dragging moves the input.

import { cells } from "../base/canvas.js"
import { button, describe, made, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { throttle } from "../base/latest.js"
import { scaleBar } from "../base/legend.js"
import { component } from "../base/lifecycle.js"
import { bytes, clamp, floats } from "../base/numbers.js"
import { saveAsShown } from "../base/png.js"
import { drag, shareIn } from "../base/pointer.js"
import { curve, shape, strokeShapes, svg } from "../base/svg.js"
import { font, rem, theme } from "../base/theme.js"
import { cellSize, movedBy, percent, signed, unitAt, unitPlace, zoomFor } from "./network_layout.js"

const SEND_EVERY = 80 // ms, throttle of messages
const SAY_AFTER = 600 // debounce: ms without a change before screen readers hear the answer
const HAND_WINS = 700 // ms after a move during which stale answers of the server are ignored

/** @typedef {import("./messages.d.ts").Layer} Layer */

/**
 * @typedef {object} Grid A layer on the page.
 * @property {HTMLElement} figure
 * @property {HTMLElement} caption
 * @property {HTMLCanvasElement} canvas
 * @property {ReturnType<typeof scaleBar>} bar
 * @property {Layer} layer
 * @property {Float32Array} values
 */

/**
 * @typedef {object} Outputs
 * @property {HTMLElement} box
 * @property {Record<"row" | "logit" | "fill" | "percent" | "place" | "choose", HTMLElement>[]} rows
 */

export default component(createView)

/** @type {import("./messages.d.ts").Create} */
function createView(root, server, _data, scope) {
  root.classList.add("network")
  root.dataset.part = "Network"
  const links = svg("links")
  const message = made("p", "message")
  const spoken = made("p", "spoken", { "aria-live": "polite" })
  // If the parts are stacked, the answer comes first, directly below the pad.
  const answer = made("p", "answer", { "aria-hidden": "true" })
  root.replaceChildren(links, answer, message, spoken)

  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {Grid[]} */
  let grids = [] // one a layer: input, hidden layers
  /** @type {Outputs} */
  let outputs
  /** @type {import("../base/scope.js").Stop | null} */
  let speech = null // stops the timer that announces the answer
  let told = "" // the last announced answer
  /** @type {[number, number]} */
  let moved = [0, 0]
  let movedAt = -Infinity
  let isSent = true // whether the server has been told of `moved`
  let zoom = 1 // factor on the size of all cells

  // Never send the same move twice: the second message would carry the widget values from before the
  // answer to the first one, and so overwrite the new ones.
  const sendMove = throttle(
    () => {
      if (isSent) return
      isSent = true
      server.set("move", moved)
    },
    SEND_EVERY,
    scope,
  )

  function build() {
    for (const grid of grids) grid.figure.remove()
    outputs?.box.remove()
    grids = data.layers.map((layer, index) => createGrid(layer, index))
    outputs = createOutputs(data.probabilities.length)
    message.before(...grids.map((grid) => grid.figure), outputs.box)
  }

  /**
   * @param {Layer} layer
   * @param {number} index
   */
  function createGrid(layer, index) {
    const caption = made("figcaption")
    const canvas = made("canvas", `grid ${layer.movable ? "movable" : layer.selectable ? "units" : ""}`)
    const bar = scaleBar()
    const figure = made("figure", "", caption, canvas, made("div", "legend", ...bar.parts))
    const grid = { figure, caption, canvas, bar, layer, values: new Float32Array() }
    if (layer.selectable) letSelect(grid, index)
    if (layer.movable) letMove(grid)
    return grid
  }

  /**
   * @param {Grid} grid
   * @param {number} index
   */
  function letSelect(grid, index) {
    const { canvas } = grid
    const { columns } = grid.layer
    const cellAt = (/** @type {MouseEvent} */ event) => unitAt(grid.layer, shareIn(canvas, event))
    canvas.onclick = (event) => server.set("unit", { layer: index, index: cellAt(event) })
    canvas.onpointermove = (event) => {
      const unit = cellAt(event)
      canvas.title = `${grid.layer.unit} ${unit + 1}: ${grid.values[unit]?.toFixed(3) ?? "-"}`
    }
    onKeys(canvas, ([across, down]) => {
      const from = data.selected?.layer === index ? data.selected.index : 0
      const next = clamp(from + across + down * columns, 0, grid.values.length - 1)
      data.selected = { layer: index, index: next }
      server.set("unit", data.selected)
      spoken.textContent = `${grid.layer.unit} ${next + 1}: ${grid.values[next].toFixed(3)}`
    })
  }

  /** @param {Grid} grid */
  function letMove({ canvas, layer }) {
    const move = (/** @type {[number, number]} */ by, /** @type {[number, number]} */ from) => {
      const next = movedBy(from, by, data.reach)
      if (next[0] === moved[0] && next[1] === moved[1]) return
      moved = next
      movedAt = performance.now()
      isSent = false
      sendMove(false)
    }
    const inCells = (/** @type {number} */ pixels) =>
      Math.round(pixels / (canvas.clientWidth / layer.columns))
    drag(canvas, {
      start: () => moved,
      move: (_, by, from) => move([inCells(by[0]), inCells(by[1])], from),
      end: () => sendMove(true),
    })
    onKeys(canvas, (step) => move(step, moved))
  }

  /**
   * @param {number} count
   * @returns {Outputs}
   */
  function createOutputs(count) {
    const cell = (/** @type {string} */ name, /** @type {(Node | Record<string, string>)[]} */ ...parts) =>
      made("div", name, { role: "cell" }, ...parts)
    const titles = [
      { said: "digit" },
      { title: "logit" },
      { title: "probability", isOfBars: true }, // the numbers are beside them
      { said: "probability" },
      { said: "place" },
    ]
    const heads = titles.map(({ title = "", said = "", isOfBars }) => {
      const words = title ? made("span", "", title) : made("span", "spoken", said)
      const head = made("div", "head", { role: "columnheader" }, words)
      if (isOfBars) head.setAttribute("aria-hidden", "true")
      return head
    })
    const rows = Array.from({ length: count }, (_, digit) => {
      const choose = button(
        String(digit),
        `Show the inputs with the largest influence on digit ${digit}`,
        () => server.set("unit", { layer: grids.length, index: digit }),
      )
      const fill = made("div", "fill")
      const [logit, percent, place] = ["logit", "percent", "place"].map((name) => cell(name))
      const track = cell("track", { "aria-hidden": "true" }, fill)
      const row = made("div", "row", { role: "row" }, cell("name", choose), logit, track, percent, place)
      return { row, logit, fill, percent, place, choose }
    })
    const table = made(
      "div",
      "outputs",
      { role: "table", "aria-label": "Logit and probability of each digit" },
      made("div", "row", { role: "row" }, ...heads),
      ...rows.map(({ row }) => row),
    )
    const box = made("div", "answers", table, saveButton("Save this picture of the network", saveImage))
    return { box, rows }
  }

  /** @param {Grid} grid */
  function paintGrid(grid) {
    const { layer, canvas, bar } = grid
    const cell = cellSize(layer, zoom, rem())
    canvas.style.width = `${layer.columns * cell}px`
    canvas.style.height = `${layer.rows * cell}px`
    const scale = bytes(data.scales[layer.scale])
    cells(canvas, grid.values, layer.columns, scale, layer.low, layer.high)
    describe(
      canvas,
      layer.alt,
      layer.movable ? "arrow keys move it" : layer.selectable ? "arrow keys choose a unit" : "",
    )
    grid.caption.replaceChildren(made("b", "", layer.title), made("br"), layer.subtitle)
    grid.figure.style.width = `${layer.columns * cell}px`
    bar.show(scale, String(layer.low), String(layer.high))
    canvas.classList.toggle("dim", data.blank)
  }

  function paintOutputs() {
    const best = made("b", "", data.blank ? "?" : String(data.winner))
    const { winner, runner_up: second, probabilities } = data
    answer.replaceChildren(
      best,
      data.blank
        ? ""
        : ` ${percent(probabilities[winner])}, then ${second} ${percent(probabilities[second])}`,
    )
    outputs.rows.forEach((row, digit) => {
      const probability = data.probabilities[digit]
      row.logit.textContent = data.blank ? "" : signed(data.logits[digit])
      row.fill.style.width = `${data.blank ? 0 : 100 * probability}%`
      row.percent.textContent = data.blank ? "" : percent(probability)
      const first = !data.blank && digit === data.winner
      const second = !data.blank && digit === data.runner_up
      row.row.classList.toggle("winner", first)
      row.place.textContent = first ? "1st" : second ? "2nd" : ""
      const chosen = !data.blank && data.selected?.layer === grids.length && data.selected.index === digit
      row.row.classList.toggle("selected", chosen)
      row.choose.setAttribute("aria-pressed", String(chosen))
    })
  }

  /**
   * The position of a unit in the picture, in pixels from the top left corner.
   *
   * @param {number} layer
   * @param {number} index
   * @returns {[number, number]}
   */
  function place(layer, index) {
    const frame = root.getBoundingClientRect()
    const element = layer < grids.length ? grids[layer].canvas : outputs.rows[index].choose
    const box = element.getBoundingClientRect()
    if (layer === grids.length) return [box.left - frame.left, box.top - frame.top + box.height / 2]
    const [x, y] = unitPlace(grids[layer].layer, index)
    return [
      box.left - frame.left + element.clientLeft + x * element.clientWidth,
      box.top - frame.top + element.clientTop + y * element.clientHeight,
    ]
  }

  function paintLinks() {
    /** @type {Element[]} */
    const shapes = []
    const add = (
      /** @type {"path" | "rect"} */ name,
      /** @type {Record<string, string | number>} */ attributes,
    ) => shapes.push(shape(name, attributes))
    const line = rem() / 16
    for (const { layer, from, to, strength } of data.blank ? [] : data.links) {
      add("path", {
        d: curve(place(layer, from), place(layer + 1, to)),
        fill: "none",
        stroke: strength > 0 ? data.colours.positive : data.colours.negative,
        "stroke-width": line * (0.75 + 2.75 * Math.abs(strength)),
        "stroke-opacity": 0.9,
      })
    }
    if (data.selected && data.selected.layer < grids.length) {
      const { layer, index } = data.selected
      const [x, y] = place(layer, index)
      const half = cellSize(grids[layer].layer, zoom, rem()) / 2
      /** @type {[string, number][]} */
      const strokes = [
        ["#000", 4],
        ["#fff", 2],
      ]
      for (const [stroke, width] of strokes)
        add("rect", {
          x: x - half,
          y: y - half,
          width: 2 * half,
          height: 2 * half,
          fill: "none",
          stroke,
          "stroke-width": width * line,
        })
    }
    links.replaceChildren(...shapes)
  }

  function say() {
    speech?.()
    speech = scope.later(() => {
      if (data.spoken !== told) spoken.textContent = told = data.spoken
    }, SAY_AFTER)
  }

  // Save the picture as a file: grids, links and outputs, on the page's background.
  function saveImage() {
    saveAsShown(root, data.file_name, ({ context, at, copy, block, write }) => {
      context.imageSmoothingEnabled = false
      for (const { canvas, caption, bar, layer } of grids) {
        const [low, colours, high] = bar.parts
        copy(canvas)
        copy(colours)
        for (const title of caption.querySelectorAll("b")) write(title)
        write(low)
        write(high)
        const [x, y, , height] = at(caption)
        context.font = font(root, 0.8 * rem())
        if (layer.subtitle !== layer.hint) context.fillText(layer.subtitle, x, y + height - 0.5 * rem())
      }
      for (const { row, logit, fill, percent, place: rank, choose } of outputs.rows) {
        context.globalAlpha = 0.35
        if (row.classList.contains("winner")) block(choose, theme(root, "primary-color"))
        context.globalAlpha = 1
        block(fill, theme(root, "primary-color"))
        for (const element of [choose, logit, percent, rank]) write(element)
      }
      strokeShapes(context, links)
    })
  }

  function paint() {
    zoom = zoomFor(
      grids.map(({ layer }) => layer),
      root.clientWidth,
      rem(),
    )
    grids.forEach(paintGrid)
    paintOutputs()
    paintLinks()
  }

  return {
    resized: paint,
    update(next) {
      const first = data?.layers.length !== next.layers.length
      data = next
      // A stale answer must not reset the shift that the visitor has reached meanwhile.
      if (performance.now() - movedAt > HAND_WINS) moved = data.move
      if (first) build()
      grids.forEach((grid, index) => {
        grid.layer = data.layers[index]
        grid.values = floats(grid.layer.values)
      })
      message.textContent = data.message
      paint()
      say()
    },
  }
}
