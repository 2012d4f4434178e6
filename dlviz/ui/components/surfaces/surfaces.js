// Shows functions of two inputs side by side as 3-D surfaces and as maps. All panels share the camera,
// the colour range and the point under the pointer. They are drawn on 2D canvases, which takes
// milliseconds on any machine; a WebGL context for each panel would be too slow on phones.

import { cells, contextOf, fittedPen, pen, sharpness } from "../base/canvas.js"
import { describe, made, put, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { scaleBar } from "../base/legend.js"
import { component } from "../base/lifecycle.js"
import { movingNetwork } from "../base/moving.js"
import { bytes, clamp, floats, number, part, rowAndColumn, same } from "../base/numbers.js"
import { keptFeatures } from "../base/plane_maps.js"
import { saveAsShown } from "../base/png.js"
import { drag, placeIn, shareIn } from "../base/pointer.js"
import { compare, whenCompared } from "../base/preview.js"
import { fill } from "../base/room.js"
import { lineWidth, rem, theme } from "../base/theme.js"
import { paintMesh } from "./mesh.js"
import {
  flipped,
  frontEdge,
  inputAt,
  leftCorner,
  nearest,
  projection,
  turned,
  vertices,
} from "./projection.js"
import { emptyRaster } from "./raster.js"
import { cooked, limitOf, runs } from "./recipes.js"

/** @type {Pick<Panel, "values" | "sent" | "text" | "look" | "isStale" | "size">} */
const UNPAINTED = {
  values: new Float32Array(),
  sent: new Float32Array(),
  text: "",
  look: "",
  isStale: true,
  size: null,
}
const CAMERA = { yaw: -0.6, pitch: 0.55 } // radians

/** @typedef {{row: number, column: number}} Vertex */

/**
 * @typedef {object} Panel A function on the page.
 * @property {HTMLElement} figure
 * @property {HTMLElement} caption
 * @property {HTMLCanvasElement} surface
 * @property {HTMLCanvasElement} map
 * @property {Float32Array} places Of the vertices on the surface's canvas: x, y, x, y, ...
 * @property {number} index
 * @property {ArrayLike<number>} values
 * @property {Float32Array} sent The values that the server has sent.
 * @property {string} text The same in base64, to detect changes.
 * @property {string} look Everything else that its painting depends on, to detect changes.
 * @property {boolean} isStale
 * @property {[wide: number, tall: number] | null} size Of the surface in CSS pixels; null until it is measured.
 */

export default component(createSurfaces)

/** @type {import("./messages.d.ts").Create} */
function createSurfaces(root, _server, _data, scope) {
  root.classList.add("surfaces")
  root.dataset.part = "Surfaces"
  /** @type {import("./messages.d.ts").Data} */
  let data
  let scale = new Uint8Array() // the colours
  let scaleText = "" // the colours in base64, to detect changes
  let limit = 1 // upper end of the common range
  let drawnWith = "" // what the painting depends on beside the values, to detect changes
  // Read once per message: to ask for styles in a frame makes the browser compute those of the whole page.
  let style = { text: "", border: "", font: "", rem: 16 }
  const moving = movingNetwork(scope, () => {
    if (!data) return
    compute()
    paintStale()
  })
  /** @type {Panel[]} */
  let panels = []
  let camera = { ...CAMERA }
  /** @type {Vertex | null} */
  let pointed = null // the vertex under the pointer: { row, column }
  /** @type {import("../base/scope.js").Stop | null} */
  let frame = null // cancels the pending animation frame

  /** @type {import("./raster.js").Raster | null} */
  let raster = null // the surface that is being painted, kept for its memory
  const drawn = made("canvas") // the same as a picture
  const ground = made("canvas") // floor and axes, which all panels have in common
  let groundLook = "" // what they depend on, to detect changes

  const list = made("div", "panels")
  const bar = scaleBar()
  const legend = made("span", "legend", ...bar.parts)
  const readout = made("span", "readout", { "aria-live": "polite" })
  const foot = made("div", "foot", legend, readout, saveButton("Save these surfaces", saveImage))
  root.replaceChildren(list, foot)

  function build() {
    panels = data.panels.map((_, index) => {
      const caption = made("figcaption")
      const surface = made("canvas", "surface")
      const map = made("canvas", "map", { "aria-hidden": "true" })
      const figure = made("figure", "", caption, made("div", "pair", surface, map))
      const panel = { figure, caption, surface, map, places: new Float32Array(), index, ...UNPAINTED }
      listen(panel)
      return panel
    })
    list.replaceChildren(...panels.map((panel) => panel.figure))
  }

  /** @param {Panel} panel */
  function listen(panel) {
    const { surface, map } = panel
    drag(surface, {
      start: () => camera,
      move: (_, [x, y], from) => turn(from.yaw - x / 120, from.pitch + y / 160),
      hover: (event) => point(under(panel, event)),
    })
    surface.ondblclick = () => turn(CAMERA.yaw, CAMERA.pitch)
    surface.onpointerleave = map.onpointerleave = () => point(null)
    onKeys(surface, ([across, down], { shiftKey }) => {
      if (shiftKey) walk(across, -down)
      else turn(camera.yaw + 0.1 * across, camera.pitch - 0.08 * down)
    })
    surface.onblur = () => point(null)
    map.onpointermove = (/** @type {PointerEvent} */ event) => {
      const [across, down] = shareIn(map, event)
      point({ column: part(across, data.side), row: part(1 - down, data.side) })
    }
  }

  /**
   * @param {number} yaw
   * @param {number} pitch
   */
  function turn(yaw, pitch) {
    camera = turned(yaw, pitch)
    repaint()
  }

  /**
   * Point at the neighbour of the vertex that is pointed at.
   *
   * @param {number} across
   * @param {number} up
   */
  function walk(across, up) {
    const { row, column } = pointed ?? { row: data.side >> 1, column: data.side >> 1 }
    const inside = (/** @type {number} */ place) => clamp(place, 0, data.side - 1)
    point({ row: inside(row + up), column: inside(column + across) })
  }

  /** @param {Vertex | null} vertex */
  function point(vertex) {
    if (vertex?.row === pointed?.row && vertex?.column === pointed?.column) return
    pointed = vertex
    repaint()
  }

  /**
   * @param {Panel} panel
   * @param {MouseEvent} event
   */
  function under({ surface, places }, event) {
    const found = nearest(places, placeIn(surface, event))
    if (found === null) return null
    const [row, column] = rowAndColumn(found, data.side)
    return { row, column }
  }

  function repaint() {
    if (!data || frame !== null) return
    frame = scope.nextFrame(() => {
      frame = null
      for (const panel of panels) paint(panel)
      paintFoot()
    })
  }

  /** @param {Panel} panel */
  function paint(panel) {
    const { title, alt, runs: range } = data.panels[panel.index]
    put(panel.caption, title)
    const words = `${alt}, ${panel.values === panel.sent ? range : runs(panel.values)}`
    describe(panel.surface, words, "arrow keys turn it, with Shift they read its numbers")
    paintSurface(panel, panel.values)
    cells(panel.map, flipped(panel.values, data.side), data.side, scale, -limit, limit)
    if (pointed) markMap(panel.map, pointed)
  }

  /**
   * Mark a vertex in the map. A map has one pixel per number, so the mark is one inverted pixel.
   *
   * @param {HTMLCanvasElement} map
   * @param {Vertex} vertex
   */
  function markMap(map, vertex) {
    const context = contextOf(map)
    context.fillStyle = "#000"
    context.fillRect(vertex.column, data.side - 1 - vertex.row, 1, 1)
  }

  /**
   * @param {Panel} panel
   * @param {ArrayLike<number>} values
   */
  function paintSurface(panel, values) {
    panel.size ??= [panel.surface.clientWidth, panel.surface.clientHeight]
    const [context, width, height] = fittedPen(panel.surface, panel.size)
    if (width === 0 || height === 0) return // the page hides it
    const project = projection(camera, width, height)
    drawWhole(context, groundOf(panel.surface, project))
    panel.places = vertices(values, data.side, limit, project)
    paintCells(context, values, panel.places)
    if (pointed) {
      const vertex = pointed.row * data.side + pointed.column
      context.beginPath()
      context.arc(panel.places[2 * vertex], panel.places[2 * vertex + 1], 0.25 * style.rem, 0, 7)
      context.fillStyle = "#000"
      context.strokeStyle = "#fff"
      context.lineWidth = lineWidth(1.5)
      context.fill()
      context.stroke()
    }
  }

  /**
   * Paint the cells of a surface, the farthest first, with the mesh on them.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {ArrayLike<number>} values
   * @param {Float32Array} at Places of the vertices in CSS pixels.
   */
  function paintCells(context, values, at) {
    const { side } = data
    const { width, height } = context.canvas
    const finer = sharpness() < 2 ? 2 : 1
    raster = emptyRaster(finer * width, finer * height, raster)
    const scaleUp = finer * sharpness()
    const places = at.map((place) => place * scaleUp)
    const thick = Math.max(1, Math.round(0.06 * style.rem * scaleUp))
    paintMesh(raster, { values, side, limit, scale, camera }, places, thick)
    const picture = new ImageData(new Uint8ClampedArray(raster.pixels.buffer), raster.wide, raster.tall)
    if (drawn.width !== raster.wide) drawn.width = raster.wide
    if (drawn.height !== raster.tall) drawn.height = raster.tall
    contextOf(drawn).putImageData(picture, 0, 0)
    drawWhole(context, drawn)
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {HTMLCanvasElement} picture Covers the canvas.
   */
  function drawWhole(context, picture) {
    const { width, height } = context.canvas
    context.drawImage(picture, 0, 0, width / sharpness(), height / sharpness())
  }

  /**
   * The picture of floor and axes for a canvas; lines and text take long to draw, and seldom change.
   *
   * @param {HTMLCanvasElement} canvas
   * @param {import("./projection.js").Project} project
   */
  function groundOf({ width, height }, project) {
    const look = JSON.stringify([width, height, sharpness(), camera, limit, data.reach, style])
    if (look === groundLook) return ground
    groundLook = look
    ground.width = width
    ground.height = height
    paintFloor(pen(ground), project)
    return ground
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import("./projection.js").Project} project
   */
  function paintFloor(context, project) {
    context.strokeStyle = style.border
    context.fillStyle = style.text
    context.lineWidth = 0.06 * style.rem
    context.beginPath()
    for (let step = -1; step <= 1; step += 0.5) {
      context.moveTo(...project(step, -1, -1))
      context.lineTo(...project(step, 1, -1))
      context.moveTo(...project(-1, step, -1))
      context.lineTo(...project(1, step, -1))
    }
    // The leftmost vertical edge carries the axis of f.
    const left = leftCorner(project)
    context.moveTo(...project(...left, -1))
    context.lineTo(...project(...left, 1))
    context.stroke()
    context.font = `${0.68 * style.rem}px ${style.font}`
    context.textBaseline = "middle"
    context.textAlign = "right"
    for (const z of [-1, 0, 1]) {
      const [x, y] = project(...left, z)
      context.fillText(number(z * limit), x - 0.2 * style.rem, y)
    }
    // The two front edges of the floor are labelled with their inputs.
    context.textAlign = "center"
    /** @type {[string, [number, number], number][]} */
    const names = [
      ["X\u2081", frontEdge(project, 0), 0],
      ["X\u2082", frontEdge(project, 1), 1],
    ]
    for (const [name, [x, y], along] of names) {
      const out = 1.28
      context.fillText(name, ...project(x * out, y * out, -1))
      for (const end of [-1, 1]) {
        /** @type {[number, number]} */
        const place = along === 0 ? [end * 0.85, y * 1.2] : [x * 1.2, end * 0.85]
        context.fillText(number(end * data.reach), ...project(...place, -1))
      }
    }
  }

  function paintFoot() {
    bar.show(scale, number(-limit), number(limit))
    if (!pointed) {
      put(readout, data.hint)
      return
    }
    const coordinate = (/** @type {number} */ index) => inputAt(index, data.side, data.reach)
    const vertex = pointed.row * data.side + pointed.column
    const parts = panels.map((panel) => `${data.panels[panel.index].short} ${number(panel.values[vertex])}`)
    put(
      readout,
      `X\u2081 ${number(coordinate(pointed.column))}, X\u2082 ${number(coordinate(pointed.row))}: ` +
        parts.join(", "),
    )
  }

  function saveImage() {
    const [low, colours, high] = bar.parts
    saveAsShown(root, data.file_name, ({ copy, write }) => {
      for (const { caption, surface, map } of panels) {
        write(caption)
        copy(surface)
        copy(map)
      }
      copy(colours)
      write(low)
      write(high)
    })
  }

  /** Set every panel's values: the server's, or those of the network under a hand or in training. */
  function compute() {
    const inputs = keptFeatures(data.moving.features, data.side, data.reach)
    const isServers = moving.isServers()
    const sent = panels.map((panel) => panel.sent)
    const found = isServers ? sent : cooked(data.panels, sent, moving.network(), inputs)
    limit = isServers ? data.limit : limitOf(data, found)
    const look = `${limit} ${drawnWith}`
    for (const panel of panels) {
      const values = found[panel.index]
      // A weight changes only some panels.
      const isSame = panel.values === values || (!isServers && same(panel.values, values))
      panel.isStale = !isSame || panel.look !== look
      panel.look = look
      if (!isSame) panel.values = values
    }
  }

  /** In a test, compare the preview with the numbers that the server has sent. */
  function check() {
    if (!moving.isServers()) return
    const inputs = keptFeatures(data.moving.features, data.side, data.reach)
    const sent = panels.map((panel) => panel.sent)
    const found = cooked(data.panels, sent, moving.network(), inputs)
    data.panels.forEach(({ short }, at) => {
      const whole = Array.from(found[at], (value) => value / limit)
      compare(short, [...whole, 1], [...Array.from(sent[at], (value) => value / limit), 1])
    })
  }

  function paintStale() {
    for (const panel of panels) if (panel.isStale) paint(panel)
    paintFoot()
  }

  return {
    fit() {
      fill(root, (factor) => root.style.setProperty("--fit", String(factor)))
      for (const panel of panels) panel.size = null
    },
    resized() {
      for (const panel of panels) panel.size = null
      repaint()
    },
    update(next) {
      const rebuild = next.panels.length !== data?.panels.length
      data = next
      if (next.scale !== scaleText) scale = bytes(next.scale)
      scaleText = next.scale
      if (rebuild) build()
      for (const panel of panels) {
        const { values } = data.panels[panel.index]
        if (values && panel.text !== values) Object.assign(panel, { text: values, sent: floats(values) })
      }
      moving.takes(next.moving)
      style = {
        text: theme(root, "text-color") || "#222",
        border: theme(root, "border-color") || "#ccc",
        font: theme(root, "font") || "sans-serif",
        rem: rem(),
      }
      drawnWith = [data.reach, style.rem, style.text].join()
      compute()
      whenCompared(check)
      list.style.setProperty("--columns", String(Math.min(panels.length, data.columns)))
      // Paint in this frame instead of the next: there is nothing to wait for.
      if (!rebuild && frame === null) paintStale()
      else repaint()
    },
  }
}
