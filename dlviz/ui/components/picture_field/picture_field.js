// Shows a picture with its augmented copies: around it, sixteen per page with values, or as a cloud.

import { centreOf } from "../base/boxes.js"
import { contextOf, pen, sharpness, size, stacked, strokeLines } from "../base/canvas.js"
import { button, describe, made, put, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { latestOnly } from "../base/latest.js"
import { component } from "../base/lifecycle.js"
import { floats } from "../base/numbers.js"
import { decoded, hex, inkOn } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { unpacked } from "../base/png_reader.js"
import { placeIn } from "../base/pointer.js"
import { compare, follow } from "../base/preview.js"
import { fill } from "../base/room.js"
import { sourceOf } from "../base/sprites.js"
import { font, isCalm, lineWidth, rem, theme } from "../base/theme.js"
import { draggedCopies } from "./dragged_copies.js"
import {
  cloud,
  COPY,
  isMoved,
  isNarrow,
  moving,
  neighbour,
  ORIGINAL,
  OTHER,
  PAGE,
  pages,
  pictureAt,
  ring,
  sheet,
} from "./field_layout.js"

const MOVE = 550 // ms, duration of the animation between two layouts

/** @typedef {import("../base/boxes.js").Box} Box */
/** @typedef {{stamp: number, ranges: Record<string, number[]>}} Dragged What a hand publishes. */

export default component(createField)

/** @type {import("./messages.d.ts").Create} */
function createField(root, _server, _data, scope) {
  root.classList.add("field")
  root.dataset.part = "Pictures"
  const tools = made("div", "tools")
  const { stack, canvas, over } = stacked("view")
  const line = made("p", "line", { "aria-live": "polite" })
  const foot = made("div", "tools foot", line, saveButton("Save this picture", saveImage))
  root.replaceChildren(tools, stack, foot)

  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {ImageBitmap | null} */
  let image = null
  /** @type {HTMLCanvasElement[] | null} */
  let tinted = null // by kind, for ink
  let page = 0 // 0 for all copies, else the page number
  /** @type {number | null} */
  let at = null // picture pointed at
  /** @type {(Box | null)[]} */
  let boxes = [] // [left, top, width, height] of each picture, null where it is not shown
  /** @type {(Box | null)[] | null} */
  let from = null // the boxes before, while pictures move
  let began = 0
  /** @type {import("../base/boxes.js").Point} */
  let middle = [0, 0] // where the axes of a cloud cross
  /** @type {import("./field_layout.js").Layout["hole"]} */
  let hole = null // where the original is, with tiles around it
  /** @type {import("../base/scope.js").Stop | null} */
  let frame = null // cancels the pending animation frame
  /** @type {{content: string, pixels: Promise<import("../base/png_reader.js").Pixels>} | null} */
  let original = null // the newest original, with the promise of its pixels
  /** @type {ReturnType<typeof draggedCopies> | null} */
  let copies = null // made here, while a hand drags ranges
  /** @type {HTMLCanvasElement | null} */
  let preview = null // the copies that the hand has made since the server's last answer
  /** @type {import("../base/preview.js").Followed<Dragged>} */
  const hand = follow(scope, () => {
    preview = previewed()
    paint()
  })

  /** The ranges that a hand has dragged since the server's last answer; null if there are none. */
  function ranges() {
    const value = hand.value()
    return value && value.stamp === data.moved?.stamp ? value.ranges : null
  }

  function previewed() {
    const dragged = data && ranges()
    return dragged ? (copies?.paint(dragged) ?? null) : null
  }

  /** @param {import("./messages.d.ts").Moved | null} moved */
  function unpackedOriginal(moved) {
    if (!moved) return null
    const { original: content } = moved
    if (content !== original?.content) original = { content, pixels: unpacked(content) }
    return original.pixels
  }

  const decode = (/** @type {import("./messages.d.ts").Data} */ next) =>
    Promise.all([
      decoded(next.image, next.mime),
      next.is_ink && next.mode === "cloud" ? unpacked(next.image) : null,
      unpackedOriginal(next.moved),
    ])
  const take = latestOnly(
    decode,
    (next, [picture, ink, pixels]) => {
      const [dragged, made] = [data && ranges(), copies]
      hand.joins(next.moved?.preview ?? null)
      copies = next.moved && pixels && draggedCopies(next.moved, pixels, next.count, next.columns)
      if (dragged && made && copies && !hand.value() && next.moved?.stamp === data.moved?.stamp)
        compare("values of the copies", made.values(dragged), copies.values({}))
      const isSame = data && data.count === next.count && data.mode !== undefined
      if (!isSame || data.subject !== next.subject) at = null
      const before = isSame && data.subject === next.subject && page === 0 ? boxes : null
      data = next
      image = picture
      preview = previewed()
      tinted = ink && [0, 1, 2].map((kind) => tint(ink, kind))
      const most = data.kinds.filter((kind) => kind === COPY).length
      if (data.mode === "cloud" || (page - 1) * PAGE >= most) page = 0 // there may be fewer than before
      describe(canvas, data.alt, "arrow keys go from copy to copy")
      showTools()
      fit()
      move(before)
      root.dataset.identity = data.identity // what is painted now
    },
    scope,
  )

  function showTools() {
    tools.hidden = data.mode === "cloud"
    const n = data.kinds.filter((kind) => kind === COPY).length
    const names = ["All around", ...pages(n).map(([first, last]) => `${first}–${last}`)]
    tools.replaceChildren(
      ...names.map((name, index) => {
        const title = index ? `Copies ${name} with their values` : "All copies around the original"
        const own = button(index ? name : "All around", title, () => {
          page = index
          at = null
          showTools()
          fit()
          move(null)
        })
        own.setAttribute("aria-pressed", String(index === page))
        return own
      }),
    )
  }

  // Layout

  function fit() {
    const wide = root.clientWidth
    if (!wide || !data) return
    fill(root, (factor) => {
      const found = laid({ wide, tall: factor * data.tall * rem(), rem: rem() })
      ;({ boxes, hole, middle } = found)
      size([canvas, over], wide, found.tall)
    })
  }

  /** @param {{wide: number, tall: number, rem: number}} room */
  function laid(room) {
    if (data.mode === "cloud") return cloud(data.kinds, floats(data.x), floats(data.y), room)
    return page ? sheet(data.kinds, page, room) : ring(data.kinds, room)
  }

  // What is said about a picture. A hand has made other copies than those that the server knows.

  const isDragged = (/** @type {number} */ index) => preview !== null && data.kinds[index] === COPY
  const nameOf = (/** @type {number} */ index) =>
    isDragged(index) ? data.names[index].split(": ")[0] : data.names[index]

  /** @param {number} index */
  function told(index) {
    const values = isDragged(index) ? [] : data.lines[index]
    const isMisread = data.marks[index] && !isDragged(index)
    return { words: [...nameOf(index).split(": "), ...values], isMisread }
  }

  // Painting

  /** @param {(Box | null)[] | null} before */
  function move(before) {
    frame?.()
    from = before?.length === boxes.length && isMoved(before, boxes) && !isCalm() ? before : null
    began = performance.now()
    paint()
  }

  function now() {
    if (!from) return boxes
    const share = Math.min(1, (performance.now() - began) / MOVE)
    const places = moving(from, boxes, share)
    if (share === 1) from = null
    return places
  }

  function paint() {
    if (!data) return
    const context = pen(canvas)
    const places = now()
    if (data.mode === "cloud") paintAxes(context)
    const order = [...data.kinds.keys()].sort((a, b) => data.kinds[b] - data.kinds[a])
    for (const index of order) if (places[index]) paintPicture(context, index, places[index])
    if (page) paintValues(context)
    show()
    if (from) frame = scope.nextFrame(paint)
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} index
   * @param {import("../base/boxes.js").Box} box
   */
  function paintPicture(context, index, box) {
    const kind = data.kinds[index]
    const isCloud = data.mode === "cloud"
    context.globalAlpha = isCloud && kind === OTHER && !tinted ? 0.75 : 1
    draw(context, index, box, tinted?.[kind])
    context.globalAlpha = 1
    const [primary, mark] = [data.colours.copy, data.colours.misread]
    if (isCloud) {
      if (tinted && kind !== ORIGINAL) return
      outline(
        context,
        box,
        kind === OTHER ? theme(root, "border-color") : primary,
        lineWidth(kind === ORIGINAL ? 3 : 1.5),
      )
    } else if (told(index).isMisread && kind === COPY) {
      outline(context, box, mark, lineWidth(2.5))
      tag(context, data.tags[index], box, mark)
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} index
   * @param {import("../base/boxes.js").Box} box
   * @param {CanvasImageSource | null} [picture] All of them, unless they are tinted.
   */
  function draw(context, index, [x, y, w, h], picture = isDragged(index) ? preview : image) {
    context.imageSmoothingEnabled = w * sharpness() < data.width || data.width > 60
    // The best quality takes longer than a frame for all of them; at rest the server's pictures have it.
    context.imageSmoothingQuality = picture === preview ? "medium" : "high"
    const layout = picture === preview && copies ? copies.layout : data
    if (picture) context.drawImage(picture, ...sourceOf(layout, index), x, y, w, h)
  }

  /**
   * Tint ink in one colour on a transparent background, so that digits in a cloud do not hide others.
   *
   * @param {import("../base/png_reader.js").Pixels} pixels
   * @param {number} kind
   */
  function tint({ width, height, channels, data: ink }, kind) {
    const [r, g, b] = rgbOf([theme(root, "text-color"), data.colours.copy, data.colours.other][kind])
    const pixels = new ImageData(width, height)
    for (let pixel = 0; pixel < width * height; pixel += 1)
      pixels.data.set([r, g, b, ink[channels * pixel]], 4 * pixel)
    const canvas = made("canvas", "", { width, height })
    contextOf(canvas).putImageData(pixels, 0, 0)
    return canvas
  }

  /**
   * Convert any CSS colour to three numbers.
   *
   * @param {string} colour
   */
  function rgbOf(colour) {
    const probe = made("span", "", { style: `color: ${colour}` })
    root.append(probe)
    const parts = getComputedStyle(probe).color.match(/[\d.]+/g) ?? []
    probe.remove()
    return parts.slice(0, 3).map(Number)
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
    context.strokeRect(x - thick / 2, y - thick / 2, w + thick, h + thick)
  }

  /**
   * Write the predicted class into the corner of a misclassified copy, if there is room.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {string} word
   * @param {import("../base/boxes.js").Box} box
   * @param {string} colour
   */
  function tag(context, word, [x, y, w, h], colour) {
    if (!word) return
    const tall = Math.min(1.05 * rem(), h * 0.36)
    context.font = font(root, tall * 0.85, 700)
    const wide = context.measureText(word).width + 0.35 * tall
    if (wide > w) return
    context.fillStyle = colour
    context.fillRect(x + w - wide, y + h - tall, wide, tall)
    context.fillStyle = inkOn(hex(colour))
    context.textAlign = "center"
    context.textBaseline = "middle"
    context.fillText(word, x + w - wide / 2, y + h - tall / 2 + 0.5)
  }

  /** @param {CanvasRenderingContext2D} context */
  function paintValues(context) {
    const text = 0.76 * rem()
    context.textAlign = "left"
    context.textBaseline = "top"
    boxes.forEach((box, index) => {
      if (!box) return
      const [x, y, w, h] = box
      const [left, most] = [x + w + 0.45 * rem(), root.clientWidth]
      const room = Math.min(most, x + (isNarrow(most, rem()) ? most / 2 : most / 4)) - left - 4
      const { words: lines, isMisread } = told(index)
      const step = Math.min(text * 1.22, (h + 0.5 * rem()) / lines.length)
      lines.forEach((words, row) => {
        context.font = font(root, Math.min(text, step * 0.9), row ? 400 : 700)
        context.fillStyle =
          row < 2 && isMisread ? theme(root, "orange-text-color") : theme(root, "text-color")
        context.fillText(words, left, y + row * step, room)
      })
    })
  }

  /** @param {CanvasRenderingContext2D} context */
  function paintAxes(context) {
    const [wide, tall] = [
      canvas.clientWidth || parseFloat(canvas.style.width),
      parseFloat(canvas.style.height),
    ]
    context.strokeStyle = theme(root, "border-color")
    context.lineWidth = lineWidth(1)
    const [x, y] = middle
    strokeLines(
      context,
      [
        [0, y],
        [wide, y],
      ],
      [
        [x, 0],
        [x, tall],
      ],
    )
    context.font = font(root, 0.75 * rem())
    context.fillStyle = theme(root, "text-color")
    context.textAlign = "right"
    context.textBaseline = "bottom"
    context.fillText(`→ ${data.axes[0]}`, wide - 2, tall - 2)
    context.textAlign = "left"
    context.textBaseline = "top"
    context.fillText(`↑ ${data.axes[1]}`, 2, 2)
  }

  /** Show the picture pointed at: outlined, named, and enlarged in the hole. */
  function show() {
    const context = pen(over)
    const index = at ?? 0
    if (hole) {
      const [x, y, w, h] = hole.all
      /** @type {Box} */
      const picture = [x, y, hole.side, hole.side]
      if (at !== null) draw(context, index, picture)
      const colour =
        at === null
          ? data.colours.copy
          : told(index).isMisread
            ? data.colours.misread
            : theme(root, "text-color")
      outline(context, picture, colour, lineWidth(3))
      write(context, index, [x, y, w, h], hole.side)
    }
    const box = at === null ? null : boxes[at]
    if (box) {
      outline(context, box, theme(root, "text-color"), lineWidth(2))
      if (data.mode === "cloud") enlarge(context, index, box)
    }
    const values = at === null || isDragged(at) ? [] : data.lines[at]
    put(line, at === null ? data.hint : [nameOf(at), ...values].join("; "))
  }

  /**
   * Write name and values beside or under the picture in the hole, as far as there is room.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {number} index
   * @param {import("../base/boxes.js").Box} box
   * @param {number} side Of the picture.
   */
  function write(context, index, [x, y, w, h], side) {
    const isBeside = w > side + 2
    const room = isBeside
      ? [x + side + 0.6 * rem(), y, w - side - 0.6 * rem(), h]
      : [x, y + side + 0.3 * rem(), w, h - side]
    if (room[3] < rem()) return
    const lines = isBeside ? told(index).words : nameOf(index).split(": ")
    const step = Math.min(1.35 * rem(), room[3] / lines.length)
    context.textAlign = isBeside ? "left" : "center"
    context.textBaseline = "top"
    lines.forEach((words, row) => {
      context.font = font(root, Math.min(0.95 * rem(), step * 0.8), row ? 400 : 700)
      context.fillStyle = theme(root, "text-color")
      context.fillText(words, isBeside ? room[0] : x + w / 2, room[1] + row * step, room[2])
    })
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} index
   * @param {import("../base/boxes.js").Box} box
   */
  function enlarge(context, index, box) {
    const side = 6.5 * rem()
    const wide = parseFloat(canvas.style.width)
    const left = centreOf(box)[0] > wide / 2 ? 4 : wide - side - 4
    draw(context, index, [left, 4, side, side])
    outline(context, [left, 4, side, side], theme(root, "text-color"), lineWidth(2))
    context.strokeStyle = theme(root, "text-color")
    context.lineWidth = lineWidth(1)
    strokeLines(context, [centreOf(box), [left + side / 2, 4 + side]])
  }

  // Pointing

  /** @param {MouseEvent} event */
  function under(event) {
    const found = pictureAt(boxes, data.kinds, placeIn(canvas, event))
    return hole && found === 0 ? null : found
  }

  canvas.onpointermove = (event) => {
    if (event.pointerType !== "mouse" || !data) return
    const found = under(event)
    if (found === at) return
    at = found
    show()
  }
  canvas.onpointerleave = (event) => {
    if (event.pointerType !== "mouse" || at === null || !data) return
    at = null
    show()
  }
  canvas.onclick = (event) => {
    if (!data) return
    at = under(event)
    show()
  }
  const pointAt = (/** @type {number | null} */ picture) => {
    at = picture
    show()
  }
  onKeys(
    canvas,
    (step) => pointAt(neighbour(boxes, data.kinds, at ?? boxes.findIndex((box) => box), step)),
    ({ key }) => key === "Escape" && pointAt(null),
  )
  canvas.onblur = () => {
    at = null
    if (data) show()
  }

  function saveImage() {
    saveAsShown(root, data.file_name, (sheet) => {
      for (const own of [canvas, over]) sheet.copy(own)
      if (line.textContent !== data.hint) sheet.write(line)
    })
  }

  const refit = () => {
    if (!data) return
    fit()
    move(null)
  }
  return {
    fit: refit,
    resized: refit,
    update: take,
  }
}
