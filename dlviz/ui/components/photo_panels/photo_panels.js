// Shows a photo and the responses of kernels side by side. All panels share one zoom and position; at
// a large zoom the pixels are shown as numbers.

import { atLeast } from "../base/boxes.js"
import { fittedPen, panel as createPanel, sharpness, strokeSeen } from "../base/canvas.js"
import { button, describe, focusedBeside, made, saveButton } from "../base/elements.js"
import { commonSize, sameKernels } from "../base/kernels.js"
import { onKeys } from "../base/keys.js"
import { latestOnly } from "../base/latest.js"
import { scaleBar } from "../base/legend.js"
import { levels, paintColours } from "../base/levels.js"
import { component } from "../base/lifecycle.js"
import { bytes, clamp } from "../base/numbers.js"
import { decoded, inkOn } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { lazily, unpacked } from "../base/png_reader.js"
import { holdPointers, placeIn } from "../base/pointer.js"
import { follow, isComparing } from "../base/preview.js"
import { fill } from "../base/room.js"
import { isLecture, lineWidth, rem } from "../base/theme.js"
import { compareMaps } from "./comparison.js"
import { createForesight } from "./foreseen.js"
import * as lens from "./lens.js"
import { panelHeight, panelWidth } from "./panel_layout.js"
import { answerAt, byteAt, productsAt, written } from "./responses.js"

const NUMBERS = 1.75 // rem of a pixel that can hold a number
const THREE = 2.9 // rem of a pixel that can hold three
const REST = 700 // debounce: ms without a change before the lens's position is sent
const MOST_PRODUCTS = 9
const SLOW = 12 // ms; maps that take longer are first computed for the pixels on screen
const PAUSE = 100 // ms without a change before all their numbers are
const LEAST_CROSS = 5 // pixels
const MOST_FINGERS = 2 // a third finger, or the palm, is ignored

/** @typedef {import("./lens.js").Pixel} Pixel */

/** @typedef {import("../base/convolve.js").Kernel} Kernel */

/**
 * @typedef {object} Content What a panel shows.
 * @property {import("./messages.d.ts").Panel} panel
 * @property {ImageBitmap | HTMLCanvasElement | null} source Its picture; null until it is decoded.
 * @property {number} step Pixels of the photo for each pixel of the picture.
 * @property {() => import("../base/png_reader.js").Pixels | null} read The bytes of its picture.
 */

/**
 * @typedef {object} Place A panel on the page.
 * @property {HTMLElement} figure
 * @property {HTMLElement} title
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} legend
 * @property {ReturnType<typeof scaleBar>} bar
 * @property {HTMLCanvasElement} drawn The picture of a response that the server has not answered yet.
 * @property {Content} answered What the server has sent.
 */

/** @typedef {Content & Place} Shown */

/**
 * @typedef {object} Choice
 * @property {string} mode How the responses are computed.
 * @property {Kernel[]} kernels
 */

export default component(createPanels)

/** @type {import("./messages.d.ts").Create} */
function createPanels(root, server, _data, scope) {
  root.classList.add("panels")
  root.dataset.part = "Photo and answers"
  const tools = made(
    "div",
    "tools",
    button("+", "Zoom in (key +)", () => zoomBy(2)),
    button("−", "Zoom out (key −)", () => zoomBy(0.5)),
    button("To the numbers", "Zoom in until pixels become numbers", () => zoomTo(mostZoom())),
    button("Whole photo", "Zoom out to the whole photo (key 0)", () => zoomTo(1)),
    saveButton("Save all panels as one picture", saveImage),
  )
  const board = made("div", "board")
  const line = made("p", "line", { "aria-live": "polite" })
  root.replaceChildren(tools, board, line)

  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {Shown[]} */
  const panels = []
  /** @type {Kernel[]} */
  let kernels = [] // of the responses on screen
  /** @type {import("./foreseen.js").Foreseen | null} */
  let foreseen = null // what is on screen instead of pictures of the server
  const { prepare, foresee } = createForesight()
  let isSlow = false // whether computing all their numbers takes long here
  /** @type {import("../base/scope.js").Stop | null} */
  let refine = null // stops the timer that computes all numbers
  /** @type {ReturnType<typeof pictureOf> | null} */
  let picture = null // the photo of the last data
  const hand = /** @type {ReturnType<typeof follow<Choice>>} */ (follow(scope, () => showKernels()))
  let look = { x: 0.5, y: 0.5, zoom: 1 } // centre of the lens as shares of the photo
  /** @type {Pixel | null} */
  let at = null // the pixel pointed at: { row, column }
  /** @type {import("../base/scope.js").Stop | null} */
  let rest = null // stops the timer that sends the look
  /** @type {Map<number, [number, number]>} */
  const held = new Map() // last positions of the pressed pointers, by id
  /** @type {HTMLCanvasElement | null} */
  let heldOn = null // the canvas that they are pressed on
  /** @type {{distance: number, zoom: number} | null} */
  let pinch = null

  // Geometry

  const width = () => panels[0]?.canvas.clientWidth || 1
  const height = () => panels[0]?.canvas.clientHeight || 1
  const frame = () => ({ width: data.width, height: data.height, across: width(), down: height() })
  const mostZoom = () => lens.mostZoom(frame(), rem())

  /**
   * @param {number} zoom
   * @param {[number, number] | null} point
   */
  function zoomTo(zoom, point = null) {
    look = lens.zoomed(frame(), look, zoom, rem(), at, point)
    moved()
  }

  const zoomBy = (/** @type {number} */ factor) => zoomTo(look.zoom * factor)

  function moved() {
    look = lens.inside(frame(), look, rem())
    paint()
    rest?.()
    rest = scope.later(sendLook, REST)
  }

  function sendLook() {
    rest?.()
    rest = null
    const [x, y] = [look.x, look.y].map((share) => Math.round(share * 1e4) / 1e4)
    server.set("look", { x, y, zoom: Math.round(look.zoom * 100) / 100 })
  }

  scope.whenLeft(() => {
    if (rest) sendLook()
  })

  // Pointing

  const pixelAt = (/** @type {MouseEvent} */ event, /** @type {HTMLCanvasElement} */ canvas) =>
    lens.pixelAt(frame(), look, placeIn(canvas, event))

  /** @param {HTMLCanvasElement} canvas */
  function listen(canvas) {
    canvas.onwheel = (event) => {
      // A wheel event while scrolling past must scroll the page.
      if (
        !event.ctrlKey &&
        document.activeElement?.shadowRoot?.activeElement !== canvas &&
        focusedBeside(root) !== canvas
      )
        return
      event.preventDefault()
      zoomTo(look.zoom * Math.exp(-event.deltaY / 300), placeIn(canvas, event))
    }
    holdPointers(canvas, {
      down(event) {
        if (held.size === MOST_FINGERS || (held.size && heldOn !== canvas)) return false
        heldOn = canvas
        canvas.focus({ preventScroll: true })
        held.set(event.pointerId, [event.clientX, event.clientY])
        pinch = null
      },
      move: (event) => moveLens(event, canvas),
      up(event) {
        held.delete(event.pointerId)
        pinch = null
      },
      hover: (event) => pointUnder(event, canvas),
    })
    canvas.onclick = (event) => {
      at = pixelAt(event, canvas)
      paint()
    }
    canvas.ondblclick = (event) => {
      zoomTo(look.zoom >= mostZoom() * 0.99 ? 1 : look.zoom * 4, placeIn(canvas, event))
    }
    onKeys(canvas, walk, ({ key }) => {
      if (key === "+" || key === "=") zoomBy(2)
      else if (key === "-") zoomBy(0.5)
      else if (key === "0") zoomTo(1)
      else return false
    })
  }

  /**
   * One finger moves the lens, two fingers also zoom.
   *
   * @param {PointerEvent} event
   * @param {HTMLCanvasElement} canvas
   */
  function moveLens(event, canvas) {
    const before = held.get(event.pointerId) ?? [event.clientX, event.clientY]
    if (held.size === MOST_FINGERS) return pinching(event, canvas)
    held.set(event.pointerId, [event.clientX, event.clientY])
    if (look.zoom === 1) return pointUnder(event, canvas)
    look = lens.dragged(frame(), look, [event.clientX - before[0], event.clientY - before[1]])
    moved()
  }

  /**
   * @param {PointerEvent} event
   * @param {HTMLCanvasElement} canvas
   */
  function pointUnder(event, canvas) {
    if (event.pointerType !== "mouse") return
    at = pixelAt(event, canvas)
    paint()
  }

  /**
   * @param {[number, number]} step
   * @param {KeyboardEvent} event
   */
  function walk([across, down], { shiftKey }) {
    const step = shiftKey ? 10 : 1
    at ??= { row: Math.floor(look.y * data.height), column: Math.floor(look.x * data.width) }
    at.row = clamp(at.row + step * down, 0, data.height - 1)
    at.column = clamp(at.column + step * across, 0, data.width - 1)
    if (look.zoom > 1) {
      look = lens.followed(frame(), look, at)
      moved()
    }
    paint()
  }

  /**
   * @param {PointerEvent} event
   * @param {HTMLCanvasElement} canvas
   */
  function pinching(event, canvas) {
    held.set(event.pointerId, [event.clientX, event.clientY])
    const [first, second] = [...held.values()]
    const box = canvas.getBoundingClientRect()
    /** @type {[number, number]} */
    const middle = [(first[0] + second[0]) / 2 - box.left, (first[1] + second[1]) / 2 - box.top]
    const distance = Math.hypot(first[0] - second[0], first[1] - second[1])
    pinch ??= { distance, zoom: look.zoom }
    zoomTo((pinch.zoom * distance) / pinch.distance, middle)
  }

  // Numbers: the server's conv2d results, recomputed here for single pixels.

  /** The photo's pixels; null until they have been decoded. */
  const photo = () => panels[0].answered.read()

  /**
   * @param {import("./messages.d.ts").Panel} panel
   * @param {number} row
   * @param {number} column
   */
  const value = (panel, row, column) => {
    const own = photo()
    return own && answerAt(own, kernels, panel, row, column)
  }

  /**
   * @param {import("./messages.d.ts").Panel} panel
   * @param {number} row
   * @param {number} column
   * @returns {string[]}
   */
  function texts(panel, row, column) {
    const own = photo()
    if (!own) return []
    if (panel.kind === "photo")
      return Array.from({ length: data.channels }, (_, which) => String(byteAt(own, row, column, which)))
    const number = value(panel, row, column)
    return number === null ? [] : [written(number) + (panel.kind === "angle" ? "°" : "")]
  }

  // Painting

  function paint() {
    if (!data || !panels.length || !width()) return
    const size = lens.cellOf(frame(), look)
    const [left, top] = lens.origin(frame(), look)
    const shows = size >= (data.channels === 3 ? THREE : NUMBERS) * rem() * 0.999
    const seen = lens.shown(frame(), look)
    for (const own of panels) {
      const { canvas, source, panel, step } = own
      const [pen] = fittedPen(canvas)
      canvas.style.touchAction = look.zoom > 1 ? "none" : "pan-y"
      pen.imageSmoothingEnabled = size < 1
      const middle = (step - 1) / 2 // a picture's pixel shows the first of its photo's
      if (source)
        pen.drawImage(
          source,
          left + (panel.left - middle) * size,
          top + (panel.top - middle) * size,
          source.width * step * size,
          source.height * step * size,
        )
      if (shows) paintNumbers(pen, own, seen, left, top, size)
      if (at) paintCross(pen, panel, at)
    }
    paintLine()
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Shown} own
   * @param {ReturnType<typeof lens.shown>} seen
   * @param {number} left
   * @param {number} top
   * @param {number} size
   */
  function paintNumbers(pen, own, seen, left, top, size) {
    const { first, end } = seen
    const { panel } = own
    const colours = own.read()
    if (!photo() || !colours) return // painted again once they are decoded
    pen.textAlign = "center"
    pen.textBaseline = "middle"
    const family = getComputedStyle(root).fontFamily // once for all numbers
    for (let row = first[0]; row < end[0]; row += 1)
      for (let column = first[1]; column < end[1]; column += 1) {
        const lines = texts(panel, row, column)
        if (lines.length === 3) lines.forEach((text, index) => (lines[index] = `${"RGB"[index]} ${text}`))
        if (!lines.length) continue
        const longest = Math.max(...lines.map((text) => text.length))
        const tall = Math.min(size * 0.36, (size * 1.55) / longest, (size * 0.8) / lines.length)
        pen.font = `${tall}px ${family}`
        pen.fillStyle = inkAt(panel, colours, row, column)
        lines.forEach((text, index) =>
          pen.fillText(
            text,
            left + (column + 0.5) * size,
            top + (row + 0.5) * size + (index - (lines.length - 1) / 2) * tall * 1.1,
          ),
        )
      }
  }

  /**
   * @param {import("./messages.d.ts").Panel} panel
   * @param {import("../base/png_reader.js").Pixels} pixels
   * @param {number} row
   * @param {number} column
   */
  function inkAt(panel, pixels, row, column) {
    const { data: colours, channels, table } = pixels
    const place = channels * ((row - panel.top) * panel.columns + column - panel.left)
    if (table) return inkOn(table.subarray(3 * colours[place], 3 * colours[place] + 3))
    return inkOn(Array.from({ length: 3 }, (_, which) => colours[place + Math.min(which, channels - 1)]))
  }

  /**
   * Mark the pixels that the kernel reads (in the photo) or the one number (in a response map).
   *
   * @param {CanvasRenderingContext2D} pen
   * @param {import("./messages.d.ts").Panel} panel
   * @param {Pixel} at
   */
  function paintCross(pen, panel, at) {
    const kernel = panel.kind === "photo" ? kernels[0] : { rows: 1, columns: 1 }
    const box = atLeast(lens.windowBox(frame(), look, at, kernel), LEAST_CROSS)
    strokeSeen(pen, [4, 2].map(lineWidth), () => pen.strokeRect(...box))
  }

  function paintLine() {
    if (!at) {
      line.textContent = data.hint
      return
    }
    if (!photo()) return
    const { row, column } = at
    const parts = panels.map(({ panel }) => {
      const own = texts(panel, row, column)
      return `${panel.short} ${own.length ? own.join(" / ") : "–"}`
    })
    const sum = products(at)
    line.textContent = `Row ${row + 1}, column ${column + 1}: ${parts.join(" · ")}${sum ? `. ${sum}` : ""}`
  }

  /**
   * The products of the first response as text, if they fit into a line.
   *
   * @param {Pixel} at
   */
  function products(at) {
    const panel = panels.find(({ panel: { terms } }) => terms.length === 1)?.panel
    const [own, answer] = [photo(), panel && value(panel, at.row, at.column)]
    if (!panel || !own || answer === undefined || answer === null) return ""
    const [{ channel: which, kernel }] = panel.terms
    const [top, left] = [at.row - panel.top, at.column - panel.left]
    const terms = productsAt(own, kernels[kernel], which, top, left, MOST_PRODUCTS)
    return terms && `${panel.short} = ${terms} = ${written(answer)}`
  }

  // Data

  /** Whether the server has left the pictures of the responses to this script. */
  const isLeftToUs = (own = data) => own.panels.slice(1).some(({ png }) => !png)

  /**
   * Show the responses of the kernels that the hand has chosen, else the server's answer.
   *
   * @param {boolean} isResting Whether there is time for all numbers.
   */
  function showKernels(isResting = false) {
    if (!panels.length) return
    refine?.()
    const pending = hand.value()
    const isLeft = isLeftToUs()
    const own = (pending || isLeft) && photo()
    if ((pending || isLeft) && !own) return // called again once the photo is decoded
    const isAnswered = !pending || isFor(pending, data)
    const given = isAnswered ? isLeft && data : pending
    foreseen = given && own ? foreseeInTime(own, given, isResting) : null
    if (!foreseen && isLeft) return server.trigger("pictures", true)
    const isNew = build(foreseen ? foreseen.maps.length + 1 : data.panels.length)
    if (!foreseen && panels.some(({ answered }) => !answered.source)) return take(data)
    kernels = foreseen?.kernels ?? data.kernels
    panels.forEach((place, index) => {
      const map = index ? foreseen?.maps[index - 1] : null
      const panel = isAnswered ? place.answered.panel : map?.panel
      Object.assign(place, map && panel ? drawn(place, { ...map, panel }) : place.answered)
      place.title.textContent = place.panel.title
      describe(place.canvas, place.panel.alt, "arrow keys move the pointer, plus and minus zoom")
      paintLegend(place)
    })
    if (isNew) fit()
    else paint()
    root.dataset.identity = data.identity // what is painted now
  }

  /** Show an answer without pictures; ask for them if this browser cannot compute them. */
  function showAnswer() {
    let isShown = true
    try {
      showKernels()
    } catch (error) {
      if (!isLeftToUs()) throw error
      console.warn(error)
      isShown = false
    }
    const isCompared = isComparing() && !hand.value()
    if (isLeftToUs() && (!isShown || !photo() || isCompared)) server.trigger("pictures", true)
  }

  /** @param {string} png The photo. */
  function pictureOf(png) {
    /** @type {import("../base/png_reader.js").Pixels | null} */
    let pixels = null
    /** @type {Promise<void> | null} */
    let asked = null
    /** Decode its pixels; a browser too old for it has the picture only. */
    const load = () =>
      (asked ??= unpacked(png).then((found) => {
        pixels = found
        readable()
      }, console.warn))
    const read = () => {
      load()
      return pixels
    }
    return { png, decoded: decoded(png), load, read }
  }

  /**
   * @param {import("../base/png_reader.js").Pixels} own
   * @param {Choice} given
   * @param {boolean} isResting
   */
  function foreseeInTime(own, given, isResting) {
    const pixels = Math.floor(1 / (lens.cellOf(frame(), look) * sharpness())) // of the photo, for one on screen
    const step = isResting || !isSlow ? 1 : Math.max(1, pixels)
    if (step > 1) refine = scope.later(() => showKernels(true), PAUSE)
    const start = performance.now()
    const found = foresee(own, data, given.kernels, step, given.mode)
    if (step === 1) isSlow = performance.now() - start > SLOW
    return found
  }

  /**
   * @param {Shown} place
   * @param {import("./foreseen.js").Map} map
   * @returns {Content}
   */
  function drawn({ drawn: source }, { panel, values, columns }) {
    const scale = bytes(data.scales[panel.kind])
    paintColours(source, values, columns, panel.ends, scale)
    /** @type {import("../base/png_reader.js").Pixels | null} */
    let pixels = null
    const read = () =>
      (pixels ??= {
        width: panel.columns,
        height: panel.rows,
        channels: 1,
        data: levels(values, ...panel.ends),
        table: new Uint8Array([0, 0, 0, ...scale]),
      })
    return { panel, source, step: foreseen?.step ?? 1, read }
  }

  /**
   * The pictures; those of responses are left out where the hand is ahead of the answer.
   *
   * @param {import("./messages.d.ts").Data} next
   */
  async function decode(next) {
    const pending = foreseen && next.identity === data.identity && hand.value()
    const isAhead = pending && !isFor(pending, next)
    if (next.photo !== picture?.png) picture = pictureOf(next.photo)
    const answers = next.panels.slice(1).map(({ png }) => (isAhead || !png ? null : decoded(png)))
    return Promise.all([picture.decoded, ...answers, isLeftToUs(next) ? picture.load() : null])
  }

  const take = latestOnly(
    decode,
    (next, pictures) => {
      const isNew = !data || data.identity !== next.identity
      const isSame = data?.photo === next.photo
      const isForeseen = isSame && data.rules.contrast === next.rules.contrast && foreseen?.step === 1
      data = next
      if (isNew) {
        at = null
        look = data.look ?? { x: 0.5, y: 0.5, zoom: 1 }
      }
      build(data.panels.length)
      hand.joins(data.preview)
      if (isComparing() && isForeseen && !isLeftToUs() && foreseen && isFor(foreseen, data))
        compareMaps(foreseen, data.panels.slice(1))
      panels.forEach((place, index) => {
        const panel = data.panels[index]
        const read =
          !index && picture ? picture.read : panel.png ? lazily(panel.png, () => showKernels()) : () => null
        place.answered = { panel, source: pictures[index] ?? null, step: 1, read }
      })
      if (data.preview) panels[0].answered.read() // so that its pixels are there when they are needed
      showAnswer()
      fit()
    },
    scope,
  )

  /** Called when the photo's pixels have been decoded. */
  function readable() {
    if (!panels.length) return
    const own = data.preview && photo()
    if (own) prepare(own)
    showKernels()
  }

  /**
   * Make room for a number of panels; those that are there stay.
   *
   * @param {number} count
   * @returns Whether it has changed.
   */
  function build(count) {
    if (panels.length === count) return false
    for (const { figure } of panels.splice(count)) figure.remove()
    while (panels.length < count) panels.push(createPlace())
    return true
  }

  /** @returns {Shown} */
  function createPlace() {
    const [legend, bar] = [made("div", "legend"), scaleBar()]
    const own = createPanel("view", legend)
    listen(own.canvas)
    board.append(own.figure)
    /** @type {Content} */
    const empty = { panel: data.panels[0], source: null, step: 1, read: () => null }
    return { ...own, legend, bar, drawn: made("canvas"), answered: empty, ...empty }
  }

  /** @param {Shown} place */
  function paintLegend({ legend, bar, panel }) {
    if (panel.kind === "photo") {
      legend.textContent = panel.legend
      return
    }
    bar.show(bytes(data.scales[panel.kind]), panel.low, panel.high)
    if (!legend.children.length) legend.replaceChildren(...bar.parts)
  }

  /** Panels share the width; their height follows the photo. */
  function fit() {
    const across = panelWidth(panels.length, root.clientWidth, rem())
    const tallest = isLecture() ? Infinity : innerHeight * 0.7
    fill(root, (factor) => {
      const tall = panelHeight(data, across, tallest, factor, rem())
      for (const { canvas, figure } of panels) {
        figure.style.width = `${across}px`
        canvas.style.width = `${across}px`
        canvas.style.height = `${tall}px`
      }
    })
    look = lens.inside(frame(), look, rem())
    paint()
  }

  // Save all panels with titles and legends as one file.
  function saveImage() {
    saveAsShown(board, data.file_name, ({ copy, write }) => {
      for (const { canvas, title, legend } of panels) {
        copy(canvas)
        write(title)
        if (!legend.children.length) write(legend)
        for (const part of legend.children)
          if (part instanceof HTMLCanvasElement) copy(part)
          else write(part)
      }
    })
  }

  const refit = () => {
    if (data) fit()
  }
  return {
    fit: refit,
    resized: refit,
    update: take,
  }
}

/**
 * Whether an answer is the one for what the hand has chosen.
 *
 * @param {Choice} chosen
 * @param {Choice} answer
 */
const isFor = (chosen, answer) =>
  chosen.mode === answer.mode && sameKernels(commonSize(chosen.kernels), answer.kernels)
