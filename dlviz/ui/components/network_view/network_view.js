// Shows all activations of a network: the input, the hidden layers as grids, the ten outputs, and the
// strongest contributions between them as lines. A click selects a unit; dragging moves the input.
//
// While a hand draws on the pad or drags the input, all numbers are computed here, from the network's own
// parameters; the server's numbers replace them when it has answered the hand's last move.

import { cells } from "../base/canvas.js"
import { button, describe, made, put, saveButton } from "../base/elements.js"
import { count } from "../base/forward.js"
import { inkPad } from "../base/ink.js"
import { onKeys } from "../base/keys.js"
import { latestOnly } from "../base/latest.js"
import { scaleBar } from "../base/legend.js"
import { component } from "../base/lifecycle.js"
import { bytes, clamp, floats } from "../base/numbers.js"
import { paced } from "../base/pace.js"
import { saveAsShown } from "../base/png.js"
import { drag, shareIn } from "../base/pointer.js"
import { compare, follow, publish } from "../base/preview.js"
import { curve, shape, strokeShapes, svg } from "../base/svg.js"
import { font, rem, theme } from "../base/theme.js"
import { parametersAt } from "../base/weights.js"
import { fixed } from "../base/written.js"
import { answerOf, rangeEnd } from "./answer.js"
import {
  cellSize,
  inputWords,
  layerWords,
  movedBy,
  percent,
  signed,
  spokenAnswer,
  unitAt,
  unitPlace,
  zoomFor,
} from "./network_layout.js"
import { inputOf, shifted, whyUnreadable } from "./reading.js"

const SAY_AFTER = 600 // debounce: ms without a change before screen readers hear the answer

/** @typedef {import("./messages.d.ts").Layer} Layer */

/**
 * @typedef {object} Grid A layer on the page.
 * @property {HTMLElement} figure
 * @property {HTMLElement} caption
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} subtitle
 * @property {ReturnType<typeof scaleBar>} bar
 * @property {Layer} layer
 * @property {Uint8Array} scale
 * @property {ArrayLike<number>} values
 */

/**
 * @typedef {import("./answer.js").Answer & {move: [number, number], message: string}} Shown The numbers on
 *   screen, the server's or a preview's; `message` says why nothing is answered.
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
  const [best, rest] = [made("b"), made("span")]
  const answer = made("p", "answer", { "aria-hidden": "true" }, best, rest)
  root.replaceChildren(links, answer, message, spoken)

  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {Shown} */
  let shown
  /** @type {Grid[]} */
  let grids = [] // one a layer: input, hidden layers
  /** @type {Outputs} */
  let outputs
  /** @type {import("../base/scope.js").Stop | null} */
  let speech = null // stops the timer that announces the answer
  let told = "" // the last announced answer
  /** @type {Float32Array | null} */
  let parameters = null // null: no preview
  let known = "" // address of the parameters
  /** @type {ReturnType<typeof inkPad> | null} */
  let ink = null
  let dragged = 0 // number of the last move by this component
  let isSent = true // whether the server has been told of it
  let zoom = 1 // factor on the size of all cells
  /** @type {Map<string, [number, number]>} */
  const places = new Map() // of units, as long as nothing changes its place

  const pen = /** @type {ReturnType<typeof follow<import("../base/ink.js").Stroke[]>>} */ (
    follow(scope, showPreview)
  )
  const hand = /** @type {ReturnType<typeof follow<[number, number]>>} */ (follow(scope, showPreview))
  /** @type {import("../base/preview.js").Followed<[number, number]>} */
  const moving = follow(scope) // the same hand, also without a preview

  // Never send the same move twice: the second message would carry the widget values from before the
  // answer to the first one, and so overwrite the new ones.
  const sendMove = paced(
    () => [data.preview.move.hand, dragged],
    () => {
      if (isSent) return
      isSent = true
      server.set("move", { by: moved(), change: dragged })
    },
    scope,
  )

  const fetchParameters = latestOnly(
    (/** @type {import("./messages.d.ts").Previewed} */ { parameters: path, sizes }) =>
      parametersAt(path, count(sizes)),
    (_, found) => {
      parameters = found
      joinHands()
      showPreview()
    },
    scope,
  )

  /** Where this component's hand has dragged the input; null if the server knows it. */
  const byHand = () => (dragged ? hand.value() : null) // not what it did before the page was left

  /** Where the input is now, by the hand or by the server. */
  function moved() {
    return (dragged && moving.value()) || data.move
  }

  /** Follow the hands with a preview, if there are parameters to compute it from. */
  function joinHands() {
    pen.joins(parameters && data.preview.pad)
    hand.joins(parameters && data.preview.move)
    moving.joins(data.preview.move)
  }

  /**
   * The numbers for strokes on the pad (null: for the server's picture) and a move of the input.
   *
   * @param {import("../base/ink.js").Stroke[] | null} strokes
   * @param {[number, number]} move
   * @returns {Shown | null}
   */
  function previewed(strokes, move) {
    if (!parameters) return null
    const { preview, message } = data
    ink ??= inkPad(preview.side)
    const drawn = strokes && ink.show(strokes)
    const picture = drawn ? inputOf(drawn, preview.normalisation, preview.normalised) : bytes(preview.picture)
    const answer = answerOf({ ...preview, parameters }, shifted(picture, move), preview.per_layer)
    return { ...answer, move, message: drawn ? whyUnreadable(drawn, preview.legibility) : message }
  }

  /** Show the preview, if a hand has changed something that the server has not answered. */
  function showPreview() {
    const strokes = pen.value()
    if (!data || (!strokes && !byHand())) return
    const now = previewed(strokes, moved())
    if (now) paintNumbers(now)
  }

  /**
   * The server's numbers, or a preview where a hand has already gone on.
   *
   * @returns {Shown}
   */
  function current() {
    const { winner, runner_up, links, logits, probabilities, message, move } = data
    const values = data.layers.map((layer) => floats(layer.values))
    const own = { values, winner, runner_up, links, logits, probabilities, message, move }
    const strokes = pen.value()
    return (strokes || byHand() ? previewed(strokes, moved()) : null) ?? own
  }

  /**
   * Compare the preview of the hand's last change with the server's answer to it; only in tests.
   *
   * @param {import("../base/ink.js").Stroke[] | null} strokes
   */
  function comparePreview(strokes) {
    const now = previewed(data.preview.pad && strokes, data.move)
    if (!now) return
    now.values.forEach((values, layer) =>
      compare(`layer ${layer}`, values, floats(data.layers[layer].values)),
    )
    compare("logits", now.logits, data.logits)
    compare("probabilities", now.probabilities, data.probabilities)
  }

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
    const subtitle = made("span")
    const caption = made("figcaption", "", made("b", "", layer.title), made("br"), subtitle)
    const canvas = made("canvas", `grid ${layer.movable ? "movable" : "units"}`)
    const bar = scaleBar()
    const figure = made("figure", "", caption, canvas, made("div", "legend", ...bar.parts))
    const scale = bytes(data.scales[layer.scale])
    const grid = { figure, caption, subtitle, canvas, bar, layer, scale, values: [] }
    if (layer.movable) letMove(grid)
    else letSelect(grid, index)
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
      canvas.title = `${grid.layer.unit} ${unit + 1}: ${unit in grid.values ? fixed(grid.values[unit], 3) : "-"}`
    }
    onKeys(canvas, ([across, down]) => {
      const from = data.selected?.layer === index ? data.selected.index : 0
      const next = clamp(from + across + down * columns, 0, grid.values.length - 1)
      data.selected = { layer: index, index: next }
      data.selects_winner = false
      server.set("unit", data.selected)
      spoken.textContent = `${grid.layer.unit} ${next + 1}: ${fixed(grid.values[next], 3)}`
    })
  }

  /** @param {Grid} grid */
  function letMove({ canvas, layer }) {
    const move = (/** @type {[number, number]} */ by, /** @type {[number, number]} */ from) => {
      const next = movedBy(from, by, data.reach)
      const now = moved()
      if (next[0] === now[0] && next[1] === now[1]) return
      dragged = publish(data.preview.move.hand, next)
      isSent = false
      sendMove(false)
    }
    const inCells = (/** @type {number} */ pixels) =>
      Math.round(pixels / (canvas.clientWidth / layer.columns))
    drag(canvas, {
      start: () => moved(),
      move: (_, by, from) => move([inCells(by[0]), inCells(by[1])], from),
      end: () => sendMove(true),
    })
    onKeys(canvas, (step) => move(step, moved()))
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

  /**
   * @param {Grid} grid
   * @param {number} index
   */
  function paintGrid(grid, index) {
    const { layer, canvas, bar, scale } = grid
    grid.values = shown.values[index]
    const high = layer.movable ? 1 : rangeEnd(grid.values)
    cells(canvas, grid.values, layer.columns, scale, 0, high)
    put(grid.subtitle, layer.movable ? inputWords(shown.move).subtitle : layerWords(grid.values).subtitle)
    put(bar.parts[2], String(high))
    canvas.classList.toggle("dim", shown.message !== "")
  }

  function paintOutputs() {
    const { winner, runner_up: second, probabilities, logits } = shown
    const isBlank = shown.message !== ""
    put(best, isBlank ? "?" : String(winner))
    put(
      rest,
      isBlank ? "" : ` ${percent(probabilities[winner])}, then ${second} ${percent(probabilities[second])}`,
    )
    const selected = data.selects_winner ? { layer: grids.length, index: winner } : data.selected
    outputs.rows.forEach((row, digit) => {
      const probability = probabilities[digit]
      put(row.logit, isBlank ? "" : signed(logits[digit]))
      row.fill.style.width = `${isBlank ? 0 : 100 * probability}%`
      put(row.percent, isBlank ? "" : percent(probability))
      const [isFirst, isSecond] = [winner, second].map((own) => !isBlank && digit === own)
      row.row.classList.toggle("winner", isFirst)
      put(row.place, isFirst ? "1st" : isSecond ? "2nd" : "")
      const isChosen = !isBlank && selected.layer === grids.length && selected.index === digit
      row.row.classList.toggle("selected", isChosen)
      row.choose.setAttribute("aria-pressed", String(isChosen))
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
    const key = `${layer} ${index}`
    const known = places.get(key) ?? measured(layer, index)
    places.set(key, known)
    return known
  }

  /**
   * @param {number} layer
   * @param {number} index
   * @returns {[number, number]}
   */
  function measured(layer, index) {
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
    for (const { layer, from, to, strength } of shown.message ? [] : shown.links) {
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

  function describeGrids() {
    for (const { canvas, layer, values } of grids) {
      const { alt, keys } = layer.movable ? inputWords(shown.move, values) : layerWords(values, layer.title)
      describe(canvas, alt, keys)
    }
  }

  function say() {
    speech?.()
    speech = scope.later(() => {
      speech = null
      describeGrids()
      const now = shown.message || spokenAnswer(shown)
      if (now !== told) spoken.textContent = told = now
    }, SAY_AFTER)
  }

  // Save the picture as a file: grids, links and outputs, on the page's background.
  function saveImage() {
    saveAsShown(root, data.file_name, ({ context, at, copy, block, write: draw }) => {
      context.imageSmoothingEnabled = false
      for (const { canvas, caption, subtitle, bar, layer } of grids) {
        const [low, colours, high] = bar.parts
        copy(canvas)
        copy(colours)
        for (const title of caption.querySelectorAll("b")) draw(title)
        draw(low)
        draw(high)
        const [x, y, , height] = at(caption)
        context.font = font(root, 0.8 * rem())
        const isHint = layer.movable && shown.move.every((by) => by === 0)
        if (!isHint) context.fillText(subtitle.textContent ?? "", x, y + height - 0.5 * rem())
      }
      for (const { row, logit, fill, percent, place: rank, choose } of outputs.rows) {
        context.globalAlpha = 0.35
        if (row.classList.contains("winner")) block(choose, theme(root, "primary-color"))
        context.globalAlpha = 1
        block(fill, theme(root, "primary-color"))
        for (const element of [choose, logit, percent, rank]) draw(element)
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
    for (const { figure, canvas, layer, bar, scale } of grids) {
      const cell = cellSize(layer, zoom, rem())
      canvas.style.width = figure.style.width = `${layer.columns * cell}px`
      canvas.style.height = `${layer.rows * cell}px`
      bar.show(scale, "0", "")
    }
    places.clear()
    paintNumbers(shown)
  }

  /** @param {Shown} now */
  function paintNumbers(now) {
    shown = now
    put(message, shown.message)
    grids.forEach(paintGrid)
    paintOutputs()
    paintLinks()
    say()
  }

  return {
    resized: paint,
    update(next) {
      const isNew = data?.layers.length !== next.layers.length
      const [strokes, wasDragged] = [pen.value(), byHand()]
      data = next
      if (next.preview.parameters !== known) {
        known = next.preview.parameters
        parameters = null
        fetchParameters(next.preview)
      }
      joinHands()
      if (isNew) build()
      const isAnswered = (strokes || wasDragged) && !pen.value() && !byHand()
      if (isAnswered) comparePreview(strokes)
      shown = current()
      paint()
      describeGrids()
    },
  }
}
