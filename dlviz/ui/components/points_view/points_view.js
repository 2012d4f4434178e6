// Shows a small network with two inputs. Each unit is a map of its output over the input plane; edges
// show sign (colour) and size (width) of the weights; the output is large, with the data points on it.
// Pointing at a unit shows it in the large map, without a message to the server.

import { cells, fittedPen, strokeSeen } from "../base/canvas.js"
import { describe, made, put, saveButton } from "../base/elements.js"
import { biasOf, weightOf } from "../base/forward.js"
import { onKeys } from "../base/keys.js"
import { scaleBar } from "../base/legend.js"
import { changes, component } from "../base/lifecycle.js"
import { movingNetwork } from "../base/moving.js"
import { bytes, floats, number, same } from "../base/numbers.js"
import { colour, rgb } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { shareIn } from "../base/pointer.js"
import { fill } from "../base/room.js"
import { curve, drop, shape, strokeShapes, svg } from "../base/svg.js"
import { rem, theme } from "../base/theme.js"
import { computedMaps, sentMaps } from "./maps.js"
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
/** @typedef {{box: HTMLButtonElement, canvas: HTMLCanvasElement, label: HTMLElement,
 *   painted: Uint8Array}} Button A unit on the page, with the map on its canvas. */

export default component(createView)

/** @type {import("./messages.d.ts").Create} */
function createView(root, server, _data, scope) {
  root.classList.add("points")
  root.dataset.part = "Network"
  const edges = svg("edges")
  const columns = made("div", "columns")
  root.replaceChildren(edges, columns)

  /** @type {import("./messages.d.ts").Data} */
  let data
  let scale = new Uint8Array() // the colours
  let scaleText = "" // the same in base64
  let looks = 0 // how often the edges were drawn
  let pixel = 1 // CSS pixels per pixel at the normal text size
  const moving = movingNetwork(scope, () => {
    if (data) paint()
  })
  /** @type {import("./maps.js").Maps} */
  let maps
  /** @type {{path: ReturnType<typeof shape>, title: Element, layer: number, from: number, to: number,
   *   weight: number}[]} */
  let links = []
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
    return { box, canvas, label, painted: new Uint8Array() }
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
    const layer = shown && maps.layers[shown[0]]
    const values = shown && layer?.units[shown[1]]
    if (!layer || !shown || !values) return { ...data.output, values: maps.output }
    const title = data.layers[shown[0]].units[shown[1]].short
    return { side: data.side, values, high: layer.high, title }
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
    layEdges()
  }

  /** Paint the network as it is now; while a hand or a training changes it, this runs every frame. */
  function paint() {
    const network = moving.network()
    maps = moving.isServers() ? sentMaps(data) : computedMaps(data, network)
    layers.forEach(({ head, units }, layer) => {
      const { high, units: values } = maps.layers[layer]
      put(head, `${data.layers[layer].title}, ±${number(high)}`)
      units.forEach((unit, index) => {
        if (same(unit.painted, values[index])) return
        unit.painted = values[index]
        cells(unit.canvas, values[index], data.side, scale, 0, 254)
      })
    })
    paintOutput()
    styleEdges(network)
  }

  /** Write the names of the units, and which of them is selected. */
  function label() {
    const network = moving.network()
    layers.forEach(({ units }, layer) => {
      units.forEach(({ box, label }, index) => {
        const { title, label: name } = data.layers[layer].units[index]
        const bias = layer ? `, bias ${number(biasOf(network, layer, index))}` : ""
        const range = layer ? `, range ±${number(maps.layers[layer].high)}` : ""
        label.replaceChildren(...named(name))
        box.title = `${title}${bias}${range}`
        box.setAttribute("aria-label", box.title)
        const chosen = data.selected?.[0] === layer && data.selected?.[1] === index
        box.setAttribute("aria-pressed", String(chosen))
      })
    })
  }

  function paintOutput() {
    const { side, values, high, title } = large()
    cells(output.map, data.discrete && !shown ? signs(values) : values, side, scale, 0, 254)
    output.map.style.imageRendering = data.discrete ? "pixelated" : "auto"
    describe(output.map, `${data.alt}; ${maps.runs}`, "arrow keys read its numbers")
    put(output.title, title)
    const reach = number(data.reach)
    const ends = [`\u2212${reach}`, reach, `\u2212${reach}`, reach]
    output.ends.forEach((end, index) => put(end, ends[index]))
    output.bar.show(scale, number(-high), number(high))
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

  /** Make the edges, and lay them between the units. */
  function layEdges() {
    pixel = rem() / 16
    const frame = root.getBoundingClientRect()
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
    links = ends.slice(1).flatMap((above, layer) =>
      above.flatMap((target, to) =>
        ends[layer].map((source, from) => {
          const d =
            below && layer === layers.length - 1
              ? drop(right(source), below)
              : curve(right(source), left(target))
          const [path, title] = [shape("path", { d }), shape("title", {})]
          path.append(title)
          return { path, title, layer, from, to, weight: NaN }
        }),
      ),
    )
    edges.replaceChildren(...links.map(({ path }) => path))
    if (data) styleEdges(moving.network())
  }

  /**
   * Show sign and size of the weights.
   *
   * @param {import("../base/forward.js").Network} network
   */
  function styleEdges(network) {
    const unit = unitSize()
    const isTraining = data.moving.trail.length > 0
    // The dashes move at every update of the training. A CSS animation would repaint the edges sixty
    // times a second and take a whole core away from the training.
    looks += 1
    const dash = `${-DASH * (looks % DASHES)}rem`
    for (const link of links) {
      const { path, title } = link
      if (isTraining) path.style.strokeDashoffset = dash
      path.classList.toggle("training", isTraining)
      const weight = weightOf(network, link.layer, link.from, link.to)
      if (weight === link.weight) continue
      link.weight = weight
      path.setAttribute("stroke", weight < 0 ? data.colours.negative : data.colours.positive)
      path.setAttribute("stroke-width", String(pixel * edgeWidth(weight, unit)))
      // Also visible on a dark page; the width shows the strength.
      path.setAttribute("stroke-opacity", String(0.7 + 0.3 * strength(weight)))
      put(title, `weight ${number(weight)}`)
    }
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
      if (next.scale !== scaleText) {
        scale = bytes(next.scale)
        for (const unit of layers.flatMap(({ units }) => units)) unit.painted = new Uint8Array()
      }
      scaleText = next.scale
      moving.takes(next.moving)
      const isNew = isNewForm([next.large, next.layers.map(({ units }) => units.length)])
      if (isNew) {
        shown = null
        build()
      }
      paint()
      label()
      if (isNew) fit()
      else paintDots()
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
