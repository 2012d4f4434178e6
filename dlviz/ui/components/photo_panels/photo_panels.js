// A photo and what kernels answer on it, side by side under one lens: zoom and move together, until
// pixels become numbers at the same place in all of them.

import { fittedPen, panel as createPanel, strokeSeen } from "../base/canvas.js"
import { button, describe, made, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { latestOnly } from "../base/latest.js"
import { scaleBar } from "../base/legend.js"
import { component } from "../base/lifecycle.js"
import { bytes, clamp } from "../base/numbers.js"
import { decoded, inkOn } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { lazily } from "../base/png_reader.js"
import { holdPointers, placeIn } from "../base/pointer.js"
import { fill } from "../base/room.js"
import { isLecture, lineWidth, rem } from "../base/theme.js"

const MOST_CELL = 4.2 // rem of a pixel at the strongest zoom
const NUMBERS = 1.75 // rem of a pixel that can hold a number
const THREE = 2.9 // rem of a pixel that can hold three
const REST = 700 // ms after which the place under the lens is told
const NARROWEST = 15 // rem of a panel
const TALLEST = 26 // rem
const MOST_PRODUCTS = 9
const MOST_FINGERS = 2 // a third one, or the palm, moves nothing

export default component(createPanels)

function createPanels(root, server) {
  root.classList.add("panels")
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

  let data = null
  let panels = [] // { figure, canvas, source, panel, read }; `read` gives the bytes of its picture
  let look = { x: 0.5, y: 0.5, zoom: 1 } // middle of the lens as shares of the photo
  let at = null // the pixel pointed at: { row, column }
  let rest = null
  const held = new Map() // where the pointers on the canvases were last, by id
  let heldOn = null // and their canvas
  let pinch = null

  // Where things are

  const width = () => panels[0]?.canvas.clientWidth || 1
  const height = () => panels[0]?.canvas.clientHeight || 1
  const fitted = () => Math.min(width() / data.width, height() / data.height)
  const cell = () => fitted() * look.zoom // CSS pixels of one pixel
  const mostZoom = () => Math.max(1, (MOST_CELL * rem()) / fitted())

  /** Top left corner of the photo in CSS pixels of a canvas. */
  function origin() {
    return [
      width() / 2 - look.x * data.width * cell(),
      height() / 2 - look.y * data.height * cell(),
    ]
  }

  function clampLook() {
    look.zoom = clamp(look.zoom, 1, mostZoom())
    const inside = (value, view, whole) => {
      const half = view / whole / 2
      return half >= 0.5 ? 0.5 : clamp(value, half, 1 - half)
    }
    look.x = inside(look.x, width(), data.width * cell())
    look.y = inside(look.y, height(), data.height * cell())
  }

  function zoomTo(zoom, point = null) {
    const target = clamp(zoom, 1, mostZoom())
    // The pixel under the pointer, or the one pointed at last, stays where it is.
    const [left, top] = origin()
    const anchor =
      point ??
      (at && look.zoom > 1
        ? [left + (at.column + 0.5) * cell(), top + (at.row + 0.5) * cell()]
        : [width() / 2, height() / 2])
    const share = [
      (anchor[0] - left) / cell() / data.width,
      (anchor[1] - top) / cell() / data.height,
    ]
    if (!point && at && look.zoom === 1 && target > 1) {
      look = { x: (at.column + 0.5) / data.width, y: (at.row + 0.5) / data.height, zoom: target }
    } else {
      look.zoom = target
      look.x = share[0] - (anchor[0] - width() / 2) / (data.width * cell())
      look.y = share[1] - (anchor[1] - height() / 2) / (data.height * cell())
    }
    moved()
  }

  const zoomBy = (factor) => zoomTo(look.zoom * factor)

  function moved() {
    clampLook()
    paint()
    clearTimeout(rest)
    rest = setTimeout(() => {
      const [x, y] = [look.x, look.y].map((share) => Math.round(share * 1e4) / 1e4)
      server.set("look", { x, y, zoom: Math.round(look.zoom * 100) / 100 })
    }, REST)
  }

  // Pointing

  function pixelAt(event, canvas) {
    const [x, y] = placeIn(canvas, event)
    const [left, top] = origin()
    const column = Math.floor((x - left) / cell())
    const row = Math.floor((y - top) / cell())
    const isInside = row >= 0 && column >= 0 && row < data.height && column < data.width
    return isInside ? { row, column } : null
  }

  function listen(canvas) {
    canvas.onwheel = (event) => {
      // A wheel that only passes by scrolls the page.
      if (!event.ctrlKey && document.activeElement?.shadowRoot?.activeElement !== canvas
        && root.getRootNode().activeElement !== canvas) return
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

  /** One finger moves the lens, two zoom it too. */
  function moveLens(event, canvas) {
    const before = held.get(event.pointerId)
    if (held.size === MOST_FINGERS) return pinching(event, canvas)
    held.set(event.pointerId, [event.clientX, event.clientY])
    if (look.zoom === 1) return pointUnder(event, canvas)
    look.x -= (event.clientX - before[0]) / (data.width * cell())
    look.y -= (event.clientY - before[1]) / (data.height * cell())
    moved()
  }

  function pointUnder(event, canvas) {
    if (event.pointerType !== "mouse") return
    at = pixelAt(event, canvas)
    paint()
  }

  function walk([across, down], { shiftKey }) {
    const step = shiftKey ? 10 : 1
    at ??= { row: Math.floor(look.y * data.height), column: Math.floor(look.x * data.width) }
    at.row = clamp(at.row + step * down, 0, data.height - 1)
    at.column = clamp(at.column + step * across, 0, data.width - 1)
    if (look.zoom > 1) follow()
    paint()
  }

  function pinching(event, canvas) {
    held.set(event.pointerId, [event.clientX, event.clientY])
    const [first, second] = [...held.values()]
    const box = canvas.getBoundingClientRect()
    const middle = [(first[0] + second[0]) / 2 - box.left, (first[1] + second[1]) / 2 - box.top]
    const distance = Math.hypot(first[0] - second[0], first[1] - second[1])
    pinch ??= { distance, zoom: look.zoom }
    zoomTo((pinch.zoom * distance) / pinch.distance, middle)
  }

  /** Move the lens so that the pixel pointed at stays inside it. */
  function follow() {
    const [left, top] = origin()
    const x = left + (at.column + 0.5) * cell()
    const y = top + (at.row + 0.5) * cell()
    if (x < 0 || x > width()) look.x = (at.column + 0.5) / data.width
    if (y < 0 || y > height()) look.y = (at.row + 0.5) / data.height
    moved()
  }

  // Numbers: what the server's conv2d has computed for the whole photo, once more for one pixel.

  /** One byte of the photo, when `panels[0].read()` has given it. */
  function channel(row, column, which) {
    return panels[0].read().data[(row * data.width + column) * data.channels + which]
  }

  function correlate({ channel: which, kernel: index }, row, column) {
    const { rows, columns, weights } = data.kernels[index]
    let sum = 0
    for (let y = 0; y < rows; y += 1)
      for (let x = 0; x < columns; x += 1)
        sum += weights[y * columns + x] * channel(row + y, column + x, which)
    return sum
  }

  /** The number of a panel at a pixel of the photo; null in the rim, where no kernel fits. */
  function value(panel, row, column) {
    const [top, left] = [row - panel.top, column - panel.left]
    if (top < 0 || left < 0 || top >= panel.rows || left >= panel.columns) return null
    const parts = panel.terms.map((term) => correlate(term, top, left))
    if (panel.combined === "sum") return parts.reduce((sum, part) => sum + part, 0)
    const size = Math.hypot(...parts)
    if (panel.combined === "magnitude") return size
    return size < panel.weak ? null : (Math.atan2(parts[1], parts[0]) * 180) / Math.PI
  }

  function texts(panel, row, column) {
    if (panel.kind === "photo")
      return Array.from({ length: data.channels }, (_, which) => String(channel(row, column, which)))
    const number = value(panel, row, column)
    return number === null ? [] : [written(number) + (panel.kind === "angle" ? "°" : "")]
  }

  // Painting

  function paint() {
    if (!data || !panels.length || !width()) return
    const size = cell()
    const [left, top] = origin()
    const shows = size >= (data.channels === 3 ? THREE : NUMBERS) * rem() * 0.999
    const first = [Math.max(0, Math.floor(-top / size)), Math.max(0, Math.floor(-left / size))]
    const last = [
      Math.min(data.height, Math.ceil((height() - top) / size)),
      Math.min(data.width, Math.ceil((width() - left) / size)),
    ]
    for (const own of panels) {
      const { canvas, source, panel } = own
      const [pen] = fittedPen(canvas)
      canvas.style.touchAction = look.zoom > 1 ? "none" : "pan-y"
      pen.imageSmoothingEnabled = size < 1
      if (source)
        pen.drawImage(source, left + panel.left * size, top + panel.top * size,
          source.width * size, source.height * size)
      if (shows) paintNumbers(pen, own, first, last, left, top, size)
      if (at) paintCross(pen, panel, left, top, size)
    }
    paintLine()
  }

  function paintNumbers(pen, own, first, last, left, top, size) {
    const { panel } = own
    const [photo, colours] = [panels[0].read(), own.read()]
    if (!photo || !colours) return // painted again when they are there
    pen.textAlign = "center"
    pen.textBaseline = "middle"
    const family = getComputedStyle(root).fontFamily // once for all numbers
    for (let row = first[0]; row < last[0]; row += 1)
      for (let column = first[1]; column < last[1]; column += 1) {
        const lines = texts(panel, row, column)
        if (lines.length === 3) lines.forEach((text, index) => (lines[index] = "RGB"[index] + " " + text))
        if (!lines.length) continue
        const longest = Math.max(...lines.map((text) => text.length))
        const tall = Math.min(size * 0.36, (size * 1.55) / longest, (size * 0.8) / lines.length)
        pen.font = `${tall}px ${family}`
        pen.fillStyle = inkAt(panel, colours, row, column)
        lines.forEach((text, index) =>
          pen.fillText(text, left + (column + 0.5) * size,
            top + (row + 0.5) * size + (index - (lines.length - 1) / 2) * tall * 1.1),
        )
      }
  }

  function inkAt(panel, { data: colours, channels, table }, row, column) {
    const place = channels * ((row - panel.top) * panel.columns + column - panel.left)
    if (table) return inkOn(table.subarray(3 * colours[place], 3 * colours[place] + 3))
    return inkOn(Array.from({ length: 3 }, (_, which) => colours[place + Math.min(which, channels - 1)]))
  }

  function paintCross(pen, panel, left, top, size) {
    const { rows, columns } = data.kernels[0]
    const isPhoto = panel.kind === "photo"
    const [down, across] = isPhoto ? [rows, columns] : [1, 1]
    const half = [(rows - 1) / 2, (columns - 1) / 2].map(Math.floor)
    const x = left + (at.column - (isPhoto ? half[1] : 0)) * size
    const y = top + (at.row - (isPhoto ? half[0] : 0)) * size
    const least = 5
    const [w, h] = [Math.max(least, across * size), Math.max(least, down * size)]
    const box = [x + (across * size - w) / 2, y + (down * size - h) / 2, w, h]
    strokeSeen(pen, [4, 2].map(lineWidth), () => pen.strokeRect(...box))
  }

  function paintLine() {
    if (!at) {
      line.textContent = data.hint
      return
    }
    if (!panels[0].read()) return
    const { row, column } = at
    const parts = panels.map(({ panel }) => {
      const own = texts(panel, row, column)
      return `${panel.short} ${own.length ? own.join(" / ") : "–"}`
    })
    const sum = products()
    line.textContent = `Row ${row + 1}, column ${column + 1}: ${parts.join(" · ")}${sum ? `. ${sum}` : ""}`
  }

  /** The products behind the first response, where they fit into a line. */
  function products() {
    const panel = panels.find(({ panel: { terms } }) => terms?.length === 1)?.panel
    if (!panel || value(panel, at.row, at.column) === null) return ""
    const [{ channel: which, kernel }] = panel.terms
    const { columns, weights } = data.kernels[kernel]
    const used = weights.flatMap((weight, index) => (weight ? [[weight, index]] : []))
    if (!used.length || used.length > MOST_PRODUCTS) return ""
    const [top, left] = [at.row - panel.top, at.column - panel.left]
    const terms = used.map(([weight, index]) => {
      const pixel = channel(top + Math.floor(index / columns), left + (index % columns), which)
      const factor = written(weight)
      return `${pixel} × ${factor.startsWith("−") ? `(${factor})` : factor}`
    })
    return `${panel.short} = ${terms.join(" + ")} = ${written(value(panel, at.row, at.column))}`
  }

  // Data

  const decode = (next) =>
    Promise.all([next.photo, ...next.panels.slice(1).map((panel) => panel.png)].map((png) => decoded(png)))
  const take = latestOnly(decode, (next, pictures) => {
    const isNew = !data || data.identity !== next.identity
    const isSame = data?.photo === next.photo
    data = next
    if (isNew) {
      at = null
      look = data.look ?? { x: 0.5, y: 0.5, zoom: 1 }
    }
    build()
    panels.forEach((own, index) => {
      own.panel = data.panels[index]
      own.source = pictures[index]
      if (index || !isSame || !own.read()) own.read = lazily(own.panel.png ?? data.photo, paint)
      own.title.textContent = own.panel.title
      describe(own.canvas, own.panel.alt, "arrow keys point, plus and minus zoom")
      paintLegend(own)
    })
    fit()
    root.dataset.identity = data.identity // what is painted now
  })

  function build() {
    if (panels.length === data.panels.length) return
    panels = data.panels.map((panel) => {
      const legend = made("div", "legend")
      const own = createPanel("view", legend)
      listen(own.canvas)
      return { ...own, legend, panel, source: null, read: () => null }
    })
    board.replaceChildren(...panels.map(({ figure }) => figure))
  }

  function paintLegend({ legend, panel }) {
    if (panel.kind === "photo") {
      legend.textContent = panel.legend
      return
    }
    const bar = scaleBar()
    bar.show(bytes(data.scales[panel.kind]), panel.low, panel.high)
    legend.replaceChildren(...bar.parts)
  }

  /** Panels share the width; their height follows the photo. */
  function fit() {
    const unit = rem()
    const gap = 0.6 * unit
    const room = root.clientWidth
    const most = Math.min(panels.length, panels.length > 3 ? 3 : 2)
    const columns = clamp(Math.floor((room + gap) / (NARROWEST * unit + gap)), 1, most)
    const across = Math.floor((room - gap * (columns - 1)) / columns)
    const tallest = isLecture() ? Infinity : innerHeight * 0.7
    fill(root, (factor) => {
      const tall = Math.min((across * data.height) / data.width, TALLEST * unit * factor, tallest)
      for (const { canvas, figure } of panels) {
        figure.style.width = `${across}px`
        canvas.style.width = `${across}px`
        canvas.style.height = `${Math.round(tall)}px`
      }
    })
    clampLook()
    paint()
  }

  // All panels with their titles and legends as one file.
  function saveImage() {
    saveAsShown(board, data.file_name, ({ copy, write }) => {
      for (const { canvas, title, legend } of panels) {
        copy(canvas)
        write(title)
        if (!legend.children.length) write(legend)
        for (const part of legend.children)
          part.tagName === "CANVAS" ? copy(part) : write(part)
      }
    })
  }

  const refit = () => data && fit()
  return {
    fit: refit,
    resized: refit,
    update: take,
    release() {
      take.release()
      clearTimeout(rest)
    },
  }
}

/** A number with as many decimals as it needs, two at most. */
function written(number) {
  const size = Math.abs(number)
  const text = Number(size.toFixed(size >= 100 ? 1 : size >= 0.1 ? 2 : 4)).toString()
  return (number < 0 && Number(text) !== 0 ? "−" : "") + text
}
