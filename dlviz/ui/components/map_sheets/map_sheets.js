// Sheets of feature maps beside the picture that they were computed from. A sheet shows many maps as
// one image; pointing reads a number, a click selects it.

import { pen, sharpness, size, stacked, strokeSeen } from "../base/canvas.js"
import { describe, made, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { latestOnly } from "../base/latest.js"
import { scaleBar } from "../base/legend.js"
import { changes, component } from "../base/lifecycle.js"
import { bytes, floats, number, part } from "../base/numbers.js"
import { decoded } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { lazily } from "../base/png_reader.js"
import { placeIn, shareIn } from "../base/pointer.js"
import { fill } from "../base/room.js"
import { sourceOf } from "../base/sprites.js"
import { font, lineWidth, rem, theme } from "../base/theme.js"
import { boxOf, fieldOf, gridOf, nameOf, numberAt, sheetWidths, spotAt, stepped } from "./sheet_layout.js"

const SIDE = 9 // rem of the photo and of the enlarged map; leaves "What to notice" visible below
const NARROW = 30 // rem: on a narrower page the photo is above its sheets
const GAP = 0.6 // rem between the photo and its enlarged map on a narrow page
const APART = 0.9 // rem between the sheets of a group
const DIM = 0.3 // brightness of the photo outside the receptive field

/** @typedef {import("./messages.d.ts").Sheet} Maps */
/** @typedef {{sheet: number, map: number, row: number, column: number}} Spot */
/** @typedef {Spot & {group: number}} Pointed A number of a sheet. */
/** @typedef {Spot & {group: number | null}} Chosen `group` is null for a selection: it holds in all groups. */
/** @typedef {Record<"figure" | "title" | "legend", HTMLElement>} Words */
/** @typedef {Words & Record<"canvas" | "over", HTMLCanvasElement>} Panel */

/**
 * A panel with its data; both are set before it is painted.
 *
 * @typedef {Panel & {data: Maps, grid: import("./sheet_layout.js").Grid, image: ImageBitmap, low: Float32Array,
 *   high: Float32Array, bytes: () => import("../base/png_reader.js").Pixels | null}} Sheet
 */

/**
 * @typedef {object} Group
 * @property {HTMLElement} element The group's outer element.
 * @property {Sheet[]} sheets
 * @property {{photo: Panel, zoom: Panel, image: ImageBitmap | null} | null} side The photo with its file, and
 *   the enlarged map.
 */

export default component(createSheets)

/** @type {import("./messages.d.ts").Create} */
function createSheets(root, server, _data, scope) {
  root.classList.add("sheets")
  root.dataset.part = "Maps"
  const board = made("div", "board")
  const line = made("p", "line", { "aria-live": "polite" })
  const foot = made("div", "foot tools", line, saveButton("Save this picture", saveImage))
  root.replaceChildren(board, foot)

  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {Group[]} */
  let groups = []
  /** @type {Pointed | null} */
  let at = null // { group, sheet, map, row, column }, pointed at
  let clicks = 0
  const isNewForm = changes()

  // Building: elements are rebuilt only if the number of sheets changes; else only images change.

  function build() {
    if (!isNewForm(data.groups.map((own) => [!!own.photo, own.zoom, own.sheets.length]))) return
    groups = data.groups.map((own, index) => {
      const element = made("div", "group")
      const side = own.photo && { photo: createPanel("photo"), zoom: createPanel("zoom"), image: null }
      if (side) {
        const column = made("div", "side", side.photo.figure)
        if (own.zoom) column.append(side.zoom.figure)
        element.append(column)
        listen(side.zoom, index, 0, (event) => zoomSpot(event, index, side.zoom))
      }
      const sheets = own.sheets.map((_, place) => {
        const sheet = /** @type {Sheet} */ (createPanel(place === 0 ? "first" : ""))
        listen(sheet, index, place, (event) => spotUnder(event, index, place))
        return sheet
      })
      element.append(made("div", "rest", ...sheets.map(({ figure }) => figure)))
      return { element, side, sheets }
    })
    board.replaceChildren(...groups.map(({ element }) => element))
  }

  /**
   * @param {string} kind
   * @returns {Panel}
   */
  function createPanel(kind) {
    const title = made("figcaption")
    const { stack, canvas, over } = stacked(`view ${kind}`)
    const legend = made("div", "legend")
    const figure = made("figure", "", title, stack)
    if (kind !== "photo" && kind !== "zoom") figure.append(legend)
    return { figure, title, canvas, over, legend }
  }

  const all = (/** @type {({png: string} | null)[]} */ parts) =>
    Promise.all(parts.map((part) => part && decoded(part.png)))
  const decode = (/** @type {import("./messages.d.ts").Data} */ { groups: own }) =>
    Promise.all(own.map(({ photo, sheets }) => all([photo, ...sheets])))
  const take = latestOnly(
    decode,
    (next, images) => {
      if (data?.identity !== next.identity) at = null
      data = next
      root.classList.toggle("pickable", data.pickable)
      build()
      groups.forEach((group, index) => {
        const own = data.groups[index]
        if (group.side && own.photo) {
          group.side.image = images[index][0]
          group.side.photo.title.textContent = own.title
          describe(group.side.photo.canvas, own.photo.alt)
        }
        group.sheets.forEach((sheet, place) => {
          const part = own.sheets[place]
          sheet.image = /** @type {ImageBitmap} */ (images[index][place + 1])
          sheet.data = part
          sheet.low = floats(part.low)
          sheet.high = floats(part.high)
          sheet.bytes = lazily(part.png, show)
          sheet.title.textContent = part.title
          describe(sheet.canvas, part.alt, keysOf(index, place))
          paintLegend(sheet)
        })
      })
      fit()
      root.dataset.identity = data.identity // what is painted now
    },
    scope,
  )

  /** @param {Sheet} sheet */
  function paintLegend({ legend, data: own }) {
    if (own.kind === "colour") {
      legend.replaceChildren(...own.ends.filter(Boolean).map((end) => made("span", "", end)))
      return
    }
    const bar = scaleBar()
    bar.show(bytes(data.scales[own.kind]), own.ends[0], own.ends[1])
    legend.replaceChildren(...bar.parts)
  }

  // Sizes

  function fit() {
    const room = root.clientWidth
    if (!room) return
    root.classList.toggle("narrow", room < NARROW * rem())
    fill(root, (factor) => layAll(room, factor))
    paint()
  }

  /**
   * @param {number} room
   * @param {number} factor
   */
  function layAll(room, factor) {
    const isNarrow = root.classList.contains("narrow")
    const [unit, gap] = [rem(), APART * rem()]
    groups.forEach((group, index) => {
      let wide = room
      const shares = data.groups[index].sheets.map(({ share }) => share)
      if (group.side) {
        const { photo, zoom } = group.side
        // Not larger than the single maps beside it.
        const most = shares.length > 1 ? (room - gap * shares.length) / (shares.length + 1) : room
        const side = isNarrow ? (room - GAP * unit) / 2 : Math.min(SIDE * factor * unit, most)
        for (const { canvas, over } of [photo, zoom]) size([canvas, over], side, side)
        if (!isNarrow) wide -= Math.max(side, photo.figure.offsetWidth) + gap // its title may be wider
      }
      const widths = sheetWidths(shares, wide, gap, isNarrow)
      group.sheets.forEach((sheet, place) => {
        lay(sheet, { wide: widths[place], factor, rem: unit })
        const isInRow = !isNarrow && shares.length > 1 // aligns the sheets of several groups in columns
        sheet.figure.style.minWidth = isInRow ? `${widths[place]}px` : ""
      })
    })
  }

  /**
   * @param {Sheet} sheet
   * @param {{wide: number, factor: number, rem: number}} room
   */
  function lay(sheet, room) {
    const { tall, captions } = sheet.data
    const own = { tall, hasCaptions: captions.length > 0, sharpness: sharpness() }
    sheet.grid = gridOf(sheet.data, { ...room, ...own })
    size([sheet.canvas, sheet.over], sheet.grid.wide, sheet.grid.tall)
  }

  // Painting

  function paint() {
    for (const group of groups) group.sheets.forEach(paintSheet)
    show()
  }

  /** @param {Sheet} sheet */
  function paintSheet(sheet) {
    const { data: own, grid, canvas, image } = sheet
    const context = pen(canvas)
    context.imageSmoothingEnabled = grid.tile * sharpness() < own.width
    context.imageSmoothingQuality = "medium"
    for (let map = 0; map < own.count; map += 1)
      context.drawImage(image, ...sourceOf(own, map), ...boxOf(grid, map))
    const thick = lineWidth(grid.tile < rem() ? 1 : 2)
    for (const map of own.dead) {
      const [x, y, w, h] = boxOf(grid, map)
      const crossed = new Path2D(`M${x} ${y}l${w} ${h}m${-w} 0l${w} ${-h}`)
      strokeSeen(context, [thick / 2 + lineWidth(1), thick / 2], () => context.stroke(crossed))
    }
    if (!grid.foot) return
    context.fillStyle = theme(root, "text-color")
    context.font = font(root, 0.72 * rem())
    context.textAlign = "center"
    context.textBaseline = "top"
    own.captions.forEach((caption, map) => {
      const [x, y, w, h] = boxOf(grid, map)
      context.fillText(caption, x + w / 2, y + h + 2, w + grid.gap)
    })
  }

  /** Whether a group's first sheet can be clicked; the groups of other pictures below cannot. */
  const picks = (/** @type {number} */ index) => index === 0 || !!groups[index].side

  /**
   * @param {number} index
   * @param {number} place
   */
  function keysOf(index, place) {
    const { count, kind, names } = groups[index].sheets[place].data
    const isOne = count === 1
    if (isOne && kind === "colour" && !names.length) return "" // it says nothing more
    const walk = isOne
      ? "arrow keys move the position"
      : "arrow keys go from map to map, with Shift inside one map"
    return place === 0 && picks(index) && data.pickable ? `${walk}, Enter selects` : walk
  }

  /**
   * The spot pointed at, else the selected one.
   *
   * @returns {Chosen | null}
   */
  const spot = () => at ?? (data.selected && { group: null, sheet: 0, ...data.selected })

  function show() {
    if (!data) return
    const now = spot()
    groups.forEach((group, index) => {
      group.sheets.forEach((sheet, place) => {
        const context = pen(sheet.over)
        const chosen = data.selected
        if (chosen && place === 0 && picks(index) && sheet.data.count > 1 && chosen.map < sheet.data.count)
          frame(context, boxOf(sheet.grid, chosen.map))
        const isHere = at && ((at.group === index && at.sheet === place) || linked(sheet, at))
        if (at && isHere && at.map < sheet.data.count && sheet.data.count > 1)
          outline(context, boxOf(sheet.grid, at.map), theme(root, "text-color"), lineWidth(2))
        if (now && sameForm(sheet, now) && sheet.data.kind !== "colour") mark(context, sheet, now)
      })
      if (group.side) showSide(group.side, group.sheets[0], data.groups[index].reach, now)
    })
    line.textContent = at ? sentence(at) : data.hint
  }

  /**
   * @param {Sheet} sheet
   * @param {Pointed} pointed
   */
  function linked(sheet, { group, sheet: place }) {
    const pointed = groups[group].sheets[place].data
    return pointed.linked && sheet.data.linked && pointed.count === sheet.data.count
  }

  /**
   * @param {Sheet} sheet
   * @param {Chosen} now
   */
  function sameForm(sheet, now) {
    const own = groups[now.group ?? 0].sheets[now.sheet]?.data
    return own && own.height === sheet.data.height && own.width === sheet.data.width
  }

  /**
   * Mark a place in its map. A sheet with one map shows the sum of others, so it is always marked.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Sheet} sheet
   * @param {Chosen} now
   */
  function mark(context, sheet, now) {
    const { group, sheet: place, map, row, column } = now
    const { count, height, width } = sheet.data
    if (row >= height || column >= width) return
    const isSum = groups[group ?? 0].sheets[place].data.count === 1
    const maps = count === 1 ? [0] : isSum ? [...Array(count).keys()] : [map]
    for (const own of maps.filter((index) => index < count)) {
      const [x, y, w, h] = boxOf(sheet.grid, own)
      const [across, down] = [w / width, h / height]
      if (w < 1.6 * rem()) return // the mark would cover the map
      cross(
        context,
        x + (column + 0.5) * across,
        y + (row + 0.5) * down,
        Math.max(across, 6),
        Math.max(down, 6),
      )
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} x
   * @param {number} y
   * @param {number} w
   * @param {number} h
   */
  function cross(context, x, y, w, h) {
    strokeSeen(context, [3.5, 1.5].map(lineWidth), () => context.strokeRect(x - w / 2, y - h / 2, w, h))
  }

  /**
   * Draw the frame around the selected map.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {import("../base/boxes.js").Box} box
   */
  function frame(context, box) {
    outline(context, box, "#fff", lineWidth(5))
    outline(context, box, theme(root, "primary-color"), lineWidth(3))
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import("../base/boxes.js").Box} box
   * @param {string} colour
   * @param {number} thick
   */
  function outline(context, [x, y, w, h], colour, thick) {
    context.strokeStyle = colour
    context.lineWidth = thick
    context.strokeRect(x + thick / 2 - 1, y + thick / 2 - 1, w - thick + 2, h - thick + 2)
  }

  /**
   * @param {NonNullable<Group["side"]>} side
   * @param {Sheet} first
   * @param {import("./messages.d.ts").Reach | null} reach
   * @param {Chosen | null} now
   */
  function showSide(side, first, reach, now) {
    const { photo, zoom, image } = side
    if (!image) return
    const context = pen(photo.canvas)
    const [wide, tall] = [photo.canvas.clientWidth, photo.canvas.clientHeight]
    context.imageSmoothingEnabled = image.width >= wide
    context.drawImage(image, 0, 0, wide, tall)
    const isFirst = now && now.map < first.data.count && now.sheet === 0
    const field = isFirst && reach && fieldOf(reach, now)
    if (field) {
      const [kx, ky] = [wide / image.width, tall / image.height]
      /** @type {import("../base/boxes.js").Box} */
      const area = [field.left * kx, field.top * ky, field.across * kx, field.down * ky]
      context.fillStyle = `rgba(0,0,0,${DIM})`
      context.beginPath()
      context.rect(0, 0, wide, tall)
      context.rect(...area)
      context.fill("evenodd")
      cross(context, area[0] + area[2] / 2, area[1] + area[3] / 2, Math.max(4, area[2]), Math.max(4, area[3]))
    }
    const over = pen(zoom.canvas)
    pen(zoom.over)
    zoom.figure.style.visibility = isFirst ? "visible" : "hidden"
    if (!isFirst) return
    const { width, height } = first.data
    over.imageSmoothingEnabled = false
    over.drawImage(first.image, ...sourceOf(first.data, now.map), 0, 0, wide, tall)
    zoom.title.textContent = nameOf(first.data, now.map)
    describe(zoom.canvas, `${nameOf(first.data, now.map)}, enlarged`, "arrow keys move the position")
    if (now.row < height && now.column < width)
      cross(
        over,
        ((now.column + 0.5) * wide) / width,
        ((now.row + 0.5) * tall) / height,
        Math.max(5, wide / width),
        Math.max(5, tall / height),
      )
  }

  /** @param {Pointed} at */
  function sentence(at) {
    const group = groups[at.group]
    const { data: own } = group.sheets[at.sheet]
    const name = nameOf(own, at.map)
    if (own.kind === "colour") return own.count > 1 || own.names.length ? name : data.hint
    const value = read(group.sheets[at.sheet], at)
    const dead = own.dead.includes(at.map) ? " (the same number everywhere)" : ""
    const parts = [
      `${name}${dead}, row ${at.row + 1}, column ${at.column + 1}: about ${value === null ? "…" : number(value)}`,
    ]
    const reach = at.sheet === 0 && group.side && data.groups[at.group].reach
    if (reach) {
      const { down, across } = fieldOf(reach, at)
      const sees = down * across > 0 ? `${down} × ${across} pixels of the photo` : "only padding"
      parts.push(`it depends on ${sees}`)
    }
    return parts.join("; ")
  }

  /**
   * The number behind a colour, with a resolution of 1/254 of the map's range; null until the file is
   * decoded.
   *
   * @param {Sheet} sheet
   * @param {Spot} place
   */
  function read(sheet, { map, row, column }) {
    const pixels = sheet.bytes()
    if (!pixels) return null
    const [x, y] = sourceOf(sheet.data, map)
    const level = pixels.data[(y + row) * pixels.width + x + column]
    return numberAt(level, sheet.low[map], sheet.high[map])
  }

  // Pointing

  /**
   * @param {MouseEvent} event
   * @param {number} group
   * @param {number} place
   * @returns {Pointed | null}
   */
  function spotUnder(event, group, place) {
    const sheet = groups[group].sheets[place]
    const found = spotAt(sheet.grid, sheet.data, placeIn(sheet.canvas, event))
    return found && { group, sheet: place, ...found }
  }

  /**
   * In the enlarged map pointing changes the place, not the map.
   *
   * @param {MouseEvent} event
   * @param {number} group
   * @param {Panel} zoom
   * @returns {Pointed | null}
   */
  function zoomSpot(event, group, zoom) {
    const now = spot()
    if (!now) return null
    const [across, down] = shareIn(zoom.canvas, event)
    const { height, width } = groups[group].sheets[0].data
    return { group, sheet: 0, map: now.map, row: part(down, height), column: part(across, width) }
  }

  /**
   * @param {Panel} panel
   * @param {number} group
   * @param {number} place
   * @param {(event: MouseEvent) => Pointed | null} under
   */
  function listen({ canvas }, group, place, under) {
    const isZoom = canvas.classList.contains("zoom")
    canvas.onpointermove = (/** @type {PointerEvent} */ event) => {
      if (event.pointerType !== "mouse") return
      at = under(event)
      show()
    }
    canvas.onpointerleave = canvas.onblur = () => {
      at = null
      show()
    }
    canvas.onclick = (/** @type {MouseEvent} */ event) => {
      at = under(event)
      show()
      pick()
    }
    const go = (/** @type {[number, number]} */ step, /** @type {KeyboardEvent} */ { shiftKey }) => {
      const { data: own, grid } = groups[group].sheets[place]
      const middle = { map: 0, row: own.height >> 1, column: own.width >> 1 }
      const from = { ...middle, ...(at ?? (place === 0 ? data.selected : null)) }
      const isWithin = isZoom || shiftKey || own.count === 1
      at = { group, sheet: place, ...stepped(from, step, own, grid.columns, isWithin) }
      show()
    }
    onKeys(canvas, go, ({ key }) => (key === "Enter" || key === " ") && pick())
  }

  function pick() {
    if (at?.sheet !== 0 || !picks(at.group) || !data.pickable) return
    clicks += 1
    data.selected = { map: at.map, row: at.row, column: at.column }
    show()
    server.set("pick", { ...data.selected, clicks })
  }

  function saveImage() {
    const isSeen = (/** @type {Element} */ element) => getComputedStyle(element).visibility !== "hidden"
    const seen = (/** @type {string} */ selector) => [...board.querySelectorAll(selector)].filter(isSeen)
    saveAsShown(root, data.file_name, ({ copy, write }) => {
      for (const canvas of seen("canvas")) copy(/** @type {HTMLCanvasElement} */ (canvas))
      seen("figcaption, .legend span").forEach((words) => write(words))
      if (line.textContent !== data.hint) write(line)
    })
  }

  const refit = () => {
    if (groups.length) fit()
  }
  return { fit: refit, resized: refit, update: take }
}
