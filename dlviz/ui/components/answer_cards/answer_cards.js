// Cards with pictures and the network's answers to them as bars: one large card or a table of cards.

import { made, saveButton } from "../base/elements.js"
import { latestOnly } from "../base/latest.js"
import { changes, component } from "../base/lifecycle.js"
import { clamp } from "../base/numbers.js"
import { saveAsShown } from "../base/png.js"
import { fill } from "../base/room.js"
import { isLecture } from "../base/theme.js"

export default component(createCards)

/** @type {import("./messages.d.ts").Create} */
function createCards(root, _server, _data, scope) {
  root.classList.add("cards")
  root.dataset.part = "Answers"
  const board = made("div", "board")
  root.replaceChildren(board, made("div", "foot tools", saveButton("Save this picture", saveImage)))
  /** @type {import("./messages.d.ts").Data} */
  let data
  const isNew = changes()

  function build() {
    root.classList.toggle("many", data.narrowest > 0)
    root.style.setProperty("--narrowest", `${data.narrowest}rem`)
    board.replaceChildren(...data.cards.map(card))
    root.toggleAttribute("data-fits", !data.narrowest)
    fit()
    const images = [...board.querySelectorAll("img")]
    shown(images)
  }

  const decode = (/** @type {HTMLImageElement[]} */ images) =>
    Promise.all(images.map((image) => image.decode().catch(() => {})))
  const shown = latestOnly(
    decode,
    () => {
      fit()
      root.dataset.identity = data.identity // what is painted now
    },
    scope,
  )

  function fit() {
    if (data.narrowest) return
    root.classList.toggle("dense", isLecture()) // there the photo gets most of the room
    fill(root, (factor) => board.style.setProperty("--fit", String(Math.min(1, factor))))
  }

  /** @param {import("./messages.d.ts").Card} card */
  function card({ title, pictures, tall, beside, lists }) {
    const element = made("section", "card")
    if (data.narrowest > 0) element.dataset.thing = "one of many" // a lecture screen shows as many as fit
    if (title) element.append(made("p", "title text", title))
    const row = made("div", "pictures", ...pictures.map(picture))
    row.classList.toggle("several", pictures.length > 1)
    const across = pictures.reduce((sum, { wide }) => sum + wide, 0)
    if (tall) row.style.setProperty("--widest", `${tall * across + 0.8 * (pictures.length - 1)}rem`)
    if (tall && beside) row.style.flexBasis = "calc(var(--fit, 1) * var(--widest))"
    const body = made("div", beside ? "body beside" : "body", row)
    body.classList.toggle("wide", across > 1.3)
    if (lists.length) body.append(made("div", "lists", ...lists.map(list)))
    element.append(body)
    return element
  }

  /** @param {import("./messages.d.ts").Picture} picture */
  function picture({ jpeg, alt, title, wide }) {
    const figure = made("figure")
    figure.style.flex = `${wide} 1 0` // gives all pictures of a row the same height
    if (title) figure.append(made("figcaption", "text", title))
    figure.append(made("img", "", { src: `data:image/jpeg;base64,${jpeg}`, alt }))
    return figure
  }

  /** @param {import("./messages.d.ts").Answers} answers */
  function list({ title, rows }) {
    const element = made("div", "list")
    if (title) element.append(made("p", "name text", title))
    element.append(...rows.map(row))
    return element
  }

  /** @param {import("./messages.d.ts").Row} row */
  function row({ label, share, text, strong, colour }) {
    const bar = made("div", "bar")
    bar.style.width = `${100 * clamp(share, 0, 1)}%`
    bar.style.background = colour || (strong ? data.colours.strong : data.colours.plain)
    const name = made("span", "label text", { title: label }, label)
    return made(
      "div",
      strong ? "row strong" : "row",
      name,
      made("span", "share text", text),
      made("div", "track", bar),
    )
  }

  const bars = () => /** @type {NodeListOf<HTMLElement>} */ (board.querySelectorAll(".bar"))

  function saveImage() {
    saveAsShown(root, data.file_name, ({ copy, block, write }) => {
      for (const image of board.querySelectorAll("img")) copy(image)
      for (const bar of bars()) block(bar, bar.style.background)
      for (const text of board.querySelectorAll(".text")) write(text)
    })
  }

  return {
    fit,
    update(next) {
      data = next
      if (isNew(next)) build()
    },
  }
}
