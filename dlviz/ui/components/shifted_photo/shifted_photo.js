// Shows a photo with the network's window, and the part inside the window. Dragging that part, or the
// slider, shifts it: the picture and the figures that follow the hand show it in the same frame.

import { contextOf, panel, size, strokeSeen } from "../base/canvas.js"
import { describe, made, saveButton, slider as createSlider } from "../base/elements.js"
import { latestOnly } from "../base/latest.js"
import { component } from "../base/lifecycle.js"
import { clamp } from "../base/numbers.js"
import { decoded } from "../base/pictures.js"
import { paced } from "../base/pace.js"
import { saveAsShown } from "../base/png.js"
import { drag } from "../base/pointer.js"
import { follow, publish } from "../base/preview.js"
import { fill } from "../base/room.js"
import { lineWidth, rem } from "../base/theme.js"
import { along, corner, sides } from "./shift.js"

const LARGEST = 13 // rem, largest side of the visible part
const DIM = 0.45 // brightness outside the window

export default component(createPhoto)

/** @type {import("./messages.d.ts").Create} */
function createPhoto(root, server, _data, scope) {
  root.classList.add("shifted")
  root.dataset.part = "Shifted photo"
  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {ImageBitmap} */
  let image
  /** @type {{content: string, picture: Promise<ImageBitmap>} | null} */
  let file = null // the newest file, with the promise of its decoded picture
  let shift = 0
  let change = 0
  /** @type {import("../base/preview.js").Followed<number>} */
  const hand = follow(scope, paint)

  const words = made("span")
  const slider = createSlider("", move)
  slider.onchange = () => send(true)
  const seen = panel("seen", made("label", "tools", words, slider))
  const photo = panel("photo")
  const board = made("div", "board", seen.figure, photo.figure)
  root.replaceChildren(board, made("div", "tools", saveButton("Save this picture", saveImage)))

  function saveImage() {
    saveAsShown(root, data.file_name, ({ copy, write }) => {
      for (const { canvas, title } of [photo, seen]) {
        copy(canvas)
        write(title)
      }
      write(words)
    })
  }

  const send = paced(
    () => [data.preview.hand, change],
    () => server.report("move", { shift, change }),
    scope,
  )

  /** @param {number} next */
  function move(next) {
    const inside = clamp(Math.round(next), 0, data.reach)
    if (inside === shift) return
    shift = inside
    change = publish(data.preview.hand, shift)
    send(false)
  }

  drag(seen.canvas, {
    start: () => shift,
    move(_, by, from) {
      move(from + along(data.direction, by, seen.canvas.clientWidth / data.side))
    },
    end: () => send(true),
  })

  function fit() {
    fill(root, (factor) => {
      const side = sides(root.clientWidth, factor * LARGEST * rem(), rem())
      size([seen.canvas], side.seen, side.seen)
      size([photo.canvas], side.photo, side.photo)
    })
  }

  function paint() {
    const { side, reach, direction } = data
    const whole = side + 2 * reach
    const [left, top] = corner(direction, reach, shift)
    const pen = contextOf(seen.canvas)
    const large = seen.canvas.width
    pen.imageSmoothingEnabled = large < side
    pen.drawImage(image, left, top, side, side, 0, 0, large, large)

    const context = contextOf(photo.canvas)
    const scale = photo.canvas.width / whole
    context.imageSmoothingEnabled = scale < 1
    context.drawImage(image, 0, 0, photo.canvas.width, photo.canvas.width)
    /** @type {import("../base/boxes.js").Box} */
    const frame = [left * scale, top * scale, side * scale, side * scale]
    context.fillStyle = `rgba(0,0,0,${DIM})`
    context.beginPath()
    context.rect(0, 0, photo.canvas.width, photo.canvas.width)
    context.rect(...frame)
    context.fill("evenodd")
    const thick = Math.max(lineWidth(2), scale * 0.4)
    const [startLeft, startTop] = corner(direction, reach, 0)
    outline(context, [startLeft * scale, startTop * scale, frame[2], frame[3]], thick, [6, 5].map(lineWidth))
    outline(context, frame, thick, [])

    words.textContent = `${data.words[0]} ${shift} px ${data.words[1]}`
    slider.max = String(reach)
    slider.value = String(shift)
    slider.setAttribute("aria-label", words.textContent)
    photo.title.textContent = data.titles[0]
    seen.title.textContent = data.titles[1]
    describe(photo.canvas, `${data.alt}; a frame shows what the network sees`)
    describe(seen.canvas, `What the network sees, moved ${shift} pixels ${data.words[1]}`)
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import("../base/boxes.js").Box} box
   * @param {number} thick
   * @param {number[]} dashes
   */
  function outline(context, box, thick, dashes) {
    context.setLineDash(dashes)
    strokeSeen(context, [thick + lineWidth(2), thick], () => context.strokeRect(...box), "#111")
    context.setLineDash([])
  }

  /** @param {import("./messages.d.ts").Data} next */
  function decode({ picture: content, type }) {
    if (content !== file?.content) file = { content, picture: decoded(content, `image/${type}`) }
    return file.picture
  }

  const take = latestOnly(
    decode,
    (next, picture) => {
      data = next
      image = picture
      hand.joins(next.preview)
      shift = hand.value() ?? next.shift
      fit()
      paint()
    },
    scope,
  )

  const refit = () => {
    if (!data) return
    fit()
    paint()
  }

  return { fit: refit, resized: refit, update: take }
}
