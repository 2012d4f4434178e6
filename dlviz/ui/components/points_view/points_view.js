// Shows a small network with two inputs. Each unit is a map of its output over the input plane; edges
// show sign (colour) and size (width) of the weights; the output is large, with the data points on it.
// Pointing at a unit shows it in the large map, without a message to the server.

import { cells, fittedPen, strokeSeen } from "../base/canvas.js"
import { describe, made, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { scaleBar } from "../base/legend.js"
import { changes, component } from "../base/lifecycle.js"
import { bytes, floats, number } from "../base/numbers.js"
import { colour, rgb } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { shareIn } from "../base/pointer.js"
import { fill } from "../base/room.js"
import { curve, drop, shape, strokeShapes, svg } from "../base/svg.js"
import { rem, theme } from "../base/theme.js"
import {
  edgeWidth,
  inputAt,
  placeOf,
  signs,
  stepped,
  strength,
  unitSize as sizeFor,
  valueAt,
} from "./plane.js"

const KEY_STEP = 0.05 // share of the large map's side per press of an arrow key
const DASH = 0.25 // rem that the dashes of the edges move at each update during training
const DASHES = 3 // updates after which the dashes are back at their first position
/** @type {Record<string, string[]>} */
const NAMES = {
  X1: ["X", "1"],
  X2: ["X", "2"],
  "X1^2": ["X", "1", "\u00b2"],
  "X2^2": ["X", "2", "\u00b2"],
  X1X2: ["X", "1", "X", "2"],
  "sin X1": ["sin X", "1"],
  "sin X2": ["sin X", "2"],
}

/** @typedef {[layer: number, index: number]} Unit */
/** @typedef {{box: HTMLButtonElement, canvas: HTMLCanvasElement, label: HTMLElement}} Button A unit on the page. */

export default component(createView)

/** @type {import("./messages.d.ts").Create} */
function createView(root, server) {
  root.classList.add("points")
  root.dataset.part = "Network"
  const edges = svg("edges")
  const columns = made("div", "columns")
  root.replaceChildren(edges, columns)

  /** @type {import("./messages.d.ts").Data} */
  let data
  let scale = new Uint8Array() // the colours
  let looks = 0 // how often the edges were drawn
  const isNewForm = changes()
  /** @type {{head: HTMLElement, column: HTMLElement, units: Button[]}[]} */
  let layers = [] // of units: { box, canvas, values }
  /** @type {ReturnType<typeof createOutput>} */
  let output
  /** @type {Unit | null} */
  let shown = null // the unit under the pointer: [layer, index]
  /** @type {[number, number] | null} */
  let reading = null // the place that the arrow keys read

  function build() {
    layers = data.layers.map(({ units }, layer) => {
      const own = units.map((_, index) => createUnit(layer, index))
      const head = made("p")
      return { head, column: made("div", "column", head, ...own.map(({ box }) => box)), units: own }
    })
    output = createOutput()
    columns.replaceChildren(...layers.map(({ column }) => column), output.figure)
  }

  /**
   * @param {number} layer
   * @param {number} index
   */
  function createUnit(layer, index) {
    const [canvas, label] = [made("canvas"), made("span")]
    const box = made("button", "unit", { type: "button" }, canvas, label)
    box.onpointerenter = box.onfocus = () => show([layer, index])
    box.onpointerleave = box.onblur = () => show(null)
    box.onclick = () => server.set("unit", { layer, index })
    return { box, canvas, label }
  }

  function createOutput() {
    const [map, dots] = [made("canvas", "map"), made("canvas", "dots")]
    const socket = made("span", "socket") // the point where the edges end, left of the axis
    const ends = ["x low", "x high", "y low", "y high"].map((name) => made("span", name))
    const names = [made("span", "x name", "X\u2081"), made("span", "y name", "X\u2082")]
    const frame = made("div", "plane", socket, map, dots, ...ends, ...names)
    const bar = scaleBar()
    const save = saveButton("Save this picture of the network", saveImage, "PNG")
    const title = made("b")
    const readout = made("span", "", { "aria-live": "polite" })
    const caption = made("figcaption", "", title, readout)
    const figure = made("figure", "output", caption, frame, made("div", "legend", ...bar.parts, save))
    frame.onpointermove = (event) => {
      const [across, down] = shareIn(map, event)
      if (across < 0 || across > 1 || down < 0 || down > 1) return
      read([across, 1 - down])
    }
    frame.onpointerleave = () => (readout.textContent = "")
    onKeys(map, (step) => {
      reading = stepped(reading ?? [0.5, 0.5], step, KEY_STEP)
      read(reading)
      paintDots()
    })
    map.onblur = () => {
      reading = null
      readout.textContent = ""
      paintDots()
    }
    return { figure, title, map, dots, bar, ends, names, readout, socket }
  }

  /**
   * Write the large map's number at a place: shares of its width and, from below, of its height.
   *
   * @param {[number, number]} place
   */
  function read(place) {
    const { side, values, high: limit } = large()
    const [x1, x2] = place.map((share) => number(inputAt(share, data.reach)))
    output.readout.textContent = ` at (${x1}, ${x2}) \u2248 ${number(valueAt(values, side, place, limit))}`
  }

  /** The unit that the large map shows: the one under the pointer, else the output. */
  function large() {
    const layer = shown && data.layers[shown[0]]
    const unit = shown && layer?.units[shown[1]]
    if (!layer || !unit) return { ...data.output, values: bytes(data.output.map) }
    return { side: data.side, values: bytes(unit.map), high: layer.high, title: unit.short }
  }

  /** @param {Unit | null} unit */
  function show(unit) {
    shown = unit
    paintOutput()
  }

  const unitSize = () => sizeFor(data.layers.map(({ units }) => units.length))

  function fit() {
    fill(root, (factor) => {
      root.style.setProperty("--unit", `${factor * unitSize()}rem`)
      root.style.setProperty("--output", `${factor * (data.large ? 18 : 13)}rem`)
    })
    paintDots()
    paintEdges()
  }

  function paint() {
    layers.forEach(({ head, units }, layer) => {
      const { title, high } = data.layers[layer]
      head.textContent = `${title}, ±${number(high)}`
      units.forEach(({ box, canvas, label }, index) => {
        const unit = data.layers[layer].units[index]
        cells(canvas, bytes(unit.map), data.side, scale, 0, 254)
        label.replaceChildren(...named(unit.label))
        box.title = unit.title
        box.setAttribute("aria-label", unit.title)
        const chosen = data.selected?.[0] === layer && data.selected?.[1] === index
        box.setAttribute("aria-pressed", String(chosen))
      })
    })
    paintOutput()
    paintEdges()
  }

  function paintOutput() {
    const { side, values, high, title } = large()
    cells(output.map, data.discrete && !shown ? signs(values) : values, side, scale, 0, 254)
    output.map.style.imageRendering = data.discrete ? "pixelated" : "auto"
    describe(output.map, data.alt, "arrow keys read its numbers")
    output.title.textContent = title
    const reach = number(data.reach)
    const ends = [`\u2212${reach}`, reach, `\u2212${reach}`, reach]
    output.ends.forEach((end, index) => (end.textContent = ends[index]))
    output.bar.show(scale, number(-high), number(high))
    paintDots()
  }

  function paintDots() {
    const [context, width, height] = fittedPen(output.dots)
    const radius = 0.17 * rem()
    context.lineWidth = 0.06 * rem()
    for (const { points, ring } of data.points) {
      const numbers = floats(points)
      for (let at = 0; at < numbers.length; at += 3) {
        const [x1, x2, target] = numbers.subarray(at, at + 3)
        const [across, down] = placeOf(x1, x2, data.reach)
        context.beginPath()
        context.arc(across * width, down * height, radius, 0, 7)
        context.fillStyle = rgb(colour(scale, target / data.output.high))
        context.strokeStyle = ring
        context.fill()
        context.stroke()
      }
    }
    if (!reading) return
    const [x, y] = [reading[0] * width, (1 - reading[1]) * height]
    strokeSeen(context, [4, 2], () =>
      context.strokeRect(x - 2 * radius, y - 2 * radius, 4 * radius, 4 * radius),
    )
  }

  /**
   * Where the last edges arrive on a phone, where the output stands below the units; else null.
   *
   * @returns {[number, number] | null}
   */
  function placeBelow() {
    const frame = root.getBoundingClientRect()
    const boxes = layers[layers.length - 1].units.map(({ canvas }) => canvas.getBoundingClientRect())
    const own = output.map.getBoundingClientRect()
    if (boxes.some(({ bottom }) => bottom > own.top)) return null
    const beside = Math.max(...boxes.map(({ right }) => right)) + rem()
    return [Math.min(beside, own.right) - frame.left, own.top - frame.top]
  }

  function paintEdges() {
    const frame = root.getBoundingClientRect()
    const pixel = rem() / 16
    const unit = unitSize()
    /** @type {Element[]} */
    const shapes = []
    // The dashes move at every update of the training. A CSS animation would repaint the edges sixty
    // times a second and take a whole core away from the training.
    looks += 1
    const right = (/** @type {{canvas: HTMLElement}} */ { canvas }) => side(canvas, 1)
    const left = (/** @type {{canvas: HTMLElement}} */ { canvas }) => side(canvas, 0)
    /** @type {(element: HTMLElement, share: number) => [number, number]} */
    const side = (element, share) => {
      const box = element.getBoundingClientRect()
      return [box.left - frame.left + share * box.width, box.top - frame.top + box.height / 2]
    }
    /** @type {{canvas: HTMLElement}[][]} */
    const ends = [...layers.map(({ units }) => units), [{ canvas: output.socket }]]
    const below = placeBelow()
    data.weights.forEach((matrix, layer) =>
      matrix.forEach((row, to) =>
        row.forEach((weight, from) => {
          const path = shape("path", {
            d:
              below && layer === layers.length - 1
                ? drop(right(ends[layer][from]), below)
                : curve(right(ends[layer][from]), left(ends[layer + 1][to])),
            stroke: weight < 0 ? data.colours.negative : data.colours.positive,
            "stroke-width": pixel * edgeWidth(weight, unit),
            "stroke-opacity": 0.7 + 0.3 * strength(weight), // also visible on a dark page; the width shows the strength
          })
          path.classList.toggle("training", data.training)
          path.style.strokeDashoffset = `${-DASH * (looks % DASHES)}rem`
          const title = shape("title", {})
          title.textContent = `weight ${number(weight)}`
          path.append(title)
          shapes.push(path)
        }),
      ),
    )
    edges.replaceChildren(...shapes)
  }

  function saveImage() {
    saveAsShown(root, data.file_name, ({ context, copy, block, write }) => {
      const paper = theme(root, "background-color") || "#fff"
      strokeShapes(context, edges)
      for (const { head, units } of layers) {
        write(head)
        for (const { canvas, label } of units) {
          copy(canvas)
          block(label, paper)
          write(label, undefined, true)
        }
      }
      const [low, colours, high] = output.bar.parts
      for (const canvas of [output.map, output.dots, colours]) copy(canvas)
      for (const element of [output.title, low, high, ...output.ends, ...output.names]) write(element)
    })
  }

  return {
    fit,
    resized: fit,
    update(next) {
      data = next
      scale = bytes(next.scale)
      if (isNewForm([next.large, next.layers.map(({ units }) => units.length)])) {
        shown = null
        build()
        fit()
      }
      paint()
    },
  }
}

/**
 * Format labels such as "X1^2" with a subscript; return others unchanged.
 *
 * @param {string} label
 */
function named(label) {
  return (NAMES[label] ?? [label]).map((words, index) => (index % 2 ? made("sub", "", words) : words))
}
