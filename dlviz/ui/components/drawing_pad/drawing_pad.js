// A drawing pad for finger, pen, mouse and keyboard. It stores the strokes, publishes them to the other
// components on the page with each move, sends them to the server during drawing and at pen-up, and keeps
// the drawing when the page reruns. Who needs the picture draws it from the strokes (base/ink.js),
// because some browsers add noise to pixels read back from a canvas.

import { contextOf, sharpness } from "../base/canvas.js"
import { button, made } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { component } from "../base/lifecycle.js"
import { clamp } from "../base/numbers.js"
import { paced } from "../base/pace.js"
import { drag, shareIn } from "../base/pointer.js"
import { publish } from "../base/preview.js"
import { isCalm, lineWidth, theme } from "../base/theme.js"
import { lead, pairs, told, upTo } from "./stroke.js"

const SIDE = 280 // side of the pad in the units of strokes, whatever its size on screen
const MOST = 12_000 // points of a drawing, as in drawing_pad.py; enough to blacken ten pads
const MOST_UNDONE = 100
const WRITES = 900 // ms in which a sample draws itself
const STEP = 6 // pixels of the pad that the pen moves per press of an arrow key

/** @typedef {{points: import("./stroke.js").Point[], width: number}} Drawn A stroke, in pixels of the pad. */

/**
 * @typedef {object} Drawing
 * @property {Drawn[]} strokes
 * @property {Drawn[][]} before For undo: the strokes before each step.
 * @property {string | null} loaded Name of the sample that it started from.
 * @property {number | null} restored Number of the drawing that was restored after a reload.
 * @property {number} sequence Counter of the last message about it.
 */

// Drawings are stored on `window`, so that they survive when the visitor changes the page.
const page = /** @type {Window & {dlvizDrawings?: Map<string, Drawing>}} */ (window)
page.dlvizDrawings ??= new Map()
const drawings = page.dlvizDrawings

export default component(createPad)

/** @type {import("./messages.d.ts").Create} */
function createPad(root, server, { name, pen_width: penWidth, while_drawing: isLive }, scope) {
  /** @type {Drawing} */
  const drawing = drawings.get(name) ?? { strokes: [], before: [], loaded: null, restored: null, sequence: 0 }
  drawings.set(name, drawing)

  root.classList.add("pad")
  root.dataset.part = "Drawing pad"
  const canvas = made("canvas", "", {
    tabindex: 0,
    role: "application",
    "aria-label": "Drawing pad for one digit",
    "aria-describedby": "hint",
  })
  const width = made("input", "", { type: "range", min: 8, max: 32, step: 1, value: penWidth })
  const words = "By keyboard: arrows move, space lowers the pen, U undoes, C clears."
  const hint = made("p", "hint", { id: "hint" }, words)
  hint.hidden = true
  const tools = made(
    "div",
    "tools",
    button("Undo", "Undo the last step: a stroke, or Clear (U)", undo),
    button("Clear", "Empty the pad (C)", clear),
    made("label", "", "Pen", width),
  )
  root.replaceChildren(canvas, tools, hint)

  /** @type {Drawn | null} */
  let active = null // the stroke being drawn
  /** @type {Drawn[] | null} */
  let written = null // the sample that is drawing itself
  /** @type {import("../base/scope.js").Stop} */
  let stopWriting = () => {}
  let resent = false
  /** @type {[number, number] | null} */
  let cursor = null // [x, y] of the keyboard's pen, null while a pointer draws

  let change = 0 // number of the last change that was published
  /** @type {import("../base/scope.js").Stop | null} */
  let frame = null

  const send = paced(
    () => [name, change],
    () => {
      drawing.sequence += 1
      const { sequence, loaded, restored } = drawing
      server.set("ink", { sequence, change, loaded, restored, strokes: drawing.strokes.map(told) })
    },
    scope,
  )

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} side
   * @param {string} paper
   * @param {string} ink
   */
  function paint(context, side, paper, ink) {
    const scale = side / SIDE
    context.fillStyle = paper
    context.fillRect(0, 0, side, side)
    context.strokeStyle = context.fillStyle = ink
    context.lineCap = context.lineJoin = "round"
    for (const { points, width } of drawing.strokes) {
      context.lineWidth = width * scale
      context.beginPath()
      const [[x, y], ...rest] = points
      if (rest.length === 0) {
        context.arc(x * scale, y * scale, (width * scale) / 2, 0, 2 * Math.PI)
        context.fill()
        continue
      }
      context.moveTo(x * scale, y * scale)
      for (const [nextX, nextY] of rest) context.lineTo(nextX * scale, nextY * scale)
      context.stroke()
    }
  }

  /** Draw in the next frame, however many changes come before it. */
  function redrawSoon() {
    if (frame) return
    frame = scope.nextFrame(() => {
      frame = null
      redraw()
    })
  }

  function redraw() {
    const side = Math.round(canvas.clientWidth * sharpness())
    if (side === 0) return
    if (canvas.width !== side) canvas.width = canvas.height = side
    const context = contextOf(canvas)
    paint(context, side, theme(canvas, "background-color"), theme(canvas, "text-color"))
    if (!drawing.strokes.length) {
      context.fillStyle = theme(canvas, "text-color")
      context.globalAlpha = 0.75
      context.font = `${side / 14}px ${theme(canvas, "font")}`
      context.textAlign = "center"
      context.fillText("Draw a digit here", side / 2, side / 2)
      context.globalAlpha = 1
    }
    if (cursor && canvas.matches(":focus")) {
      const scale = side / SIDE
      context.strokeStyle = theme(canvas, "primary-color")
      context.lineWidth = lineWidth(2) * sharpness()
      context.beginPath()
      const radius = (Number(width.value) / 2 + 3) * scale
      context.arc(cursor[0] * scale, cursor[1] * scale, radius, 0, 2 * Math.PI)
      context.stroke()
    }
  }

  /** @param {boolean} now */
  function changed(now) {
    change = publish(name, drawing.strokes)
    redrawSoon()
    if (now || isLive) send(now)
  }

  /**
   * Replace the strokes; `undo` restores the previous ones.
   *
   * @param {Drawn[]} strokes
   */
  function put(strokes) {
    drawing.before.push(drawing.strokes)
    drawing.before.splice(0, drawing.before.length - MOST_UNDONE)
    drawing.strokes = strokes
  }

  /**
   * Let a sample draw itself; whoever takes the pen gets it whole.
   *
   * @param {Drawn[]} strokes
   */
  function write(strokes) {
    const start = performance.now()
    written = strokes
    const step = () => {
      const share = (performance.now() - start) / WRITES
      if (share >= 1) return finish()
      drawing.strokes = upTo(strokes, share)
      change = publish(name, drawing.strokes)
      redraw()
      stopWriting = scope.nextFrame(step)
    }
    step()
  }

  function finish() {
    stopWriting()
    if (!written) return
    drawing.strokes = written
    written = null
    changed(true)
  }

  /** @param {[number, number]} point */
  function begin(point) {
    finish()
    active = { points: [point], width: Number(width.value) }
    put([...drawing.strokes, active])
    changed(false)
  }

  function end() {
    if (!active) return
    active = null
    changed(true)
  }

  /** @param {[number, number]} point */
  function leadOn(point) {
    const count = drawing.strokes.reduce((sum, own) => sum + own.points.length, 0)
    if (active) lead(active.points, point, count < MOST)
  }

  const position = (/** @type {MouseEvent} */ event) => {
    const [across, down] = shareIn(canvas, event)
    return /** @type {[number, number]} */ ([across * SIDE, down * SIDE])
  }

  drag(canvas, {
    start(event) {
      if (active) return null // a stroke by keyboard is being drawn
      cursor = null
      begin(position(event))
    },
    move(event) {
      if (!active || cursor) return
      const coalesced = event.getCoalescedEvents?.() ?? []
      for (const part of coalesced.length ? coalesced : [event]) leadOn(position(part))
      changed(false)
    },
    end() {
      if (!cursor) end()
    },
    drop() {
      if (active) undo() // the palm of the hand drew it
    },
  })

  onKeys(canvas, movePen, ({ key, ctrlKey, metaKey }) => {
    const letter = key.toLowerCase()
    const isCommand = ctrlKey || metaKey
    if (key === " ") {
      cursor ??= [SIDE / 2, SIDE / 2]
      if (active) end()
      else begin([...cursor])
    } else if (letter === "u" || (letter === "z" && isCommand)) undo()
    else if (letter === "c" && !isCommand) clear()
    else return false
  })

  /**
   * @param {[number, number]} step
   * @param {KeyboardEvent} event
   */
  function movePen(step, { shiftKey }) {
    cursor ??= [SIDE / 2, SIDE / 2]
    const reach = shiftKey ? 4 * STEP : STEP
    cursor = [clamp(cursor[0] + step[0] * reach, 0, SIDE), clamp(cursor[1] + step[1] * reach, 0, SIDE)]
    if (!active) return redrawSoon()
    leadOn([...cursor])
    changed(false)
  }

  canvas.onfocus = () => {
    hint.hidden = !canvas.matches(":focus-visible")
    redraw()
  }
  canvas.onblur = () => {
    hint.hidden = true
    if (cursor) end()
    redraw()
  }

  function undo() {
    finish()
    active = null
    drawing.strokes = drawing.before.pop() ?? drawing.strokes.slice(0, -1)
    changed(true)
  }
  function clear() {
    finish()
    active = null
    if (drawing.strokes.length) put([])
    changed(true)
  }

  /** @param {import("./messages.d.ts").Stroke[]} strokes As the server is told of them. */
  function restore(strokes) {
    put(strokes.map(({ points, width: own }) => ({ points: pairs(points), width: own })))
    changed(true)
  }

  return {
    resized: redraw,
    resume(_, { strokes, loaded }) {
      if (JSON.stringify(strokes) === JSON.stringify(drawing.strokes.map(told))) return
      drawing.loaded = loaded
      restore(strokes)
    },
    update({ sample, received, restored, writes }) {
      if (restored && restored.number !== drawing.restored) {
        finish()
        active = null
        drawing.restored = restored.number
        drawing.loaded = restored.loaded
        restore(restored.strokes)
      } else if (sample && sample.name !== drawing.loaded) {
        finish()
        active = null
        drawing.loaded = sample.name
        const strokes = sample.strokes.map((points) => ({ points, width: sample.width }))
        put(strokes)
        width.value = String(sample.width)
        if (writes && !isCalm()) write(strokes)
        else changed(true)
      } else if (!sample) {
        drawing.loaded = null
      }
      // If the server does not have this drawing (new session, page reopened), send it once.
      if (!received && drawing.strokes.length && !resent && !written) {
        resent = true
        changed(true)
      }
      redraw()
    },
  }
}
