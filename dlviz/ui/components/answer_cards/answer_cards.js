// Pictures and what a network answers to them, as bars: one large card or a table of many.

import { button, component, fill, isLecture, saveAsShown, theme } from "../base/shared.js"

export default component(createCards)

function createCards(root) {
  root.classList.add("cards")
  const board = made("div", "board")
  const foot = made("div", "foot tools")
  let data = null
  const save = button("Save as PNG", "Save this picture", saveImage)
  save.className = "save"
  foot.append(save)
  root.replaceChildren(board, foot)

  function build() {
    root.classList.toggle("many", data.narrowest > 0)
    root.style.setProperty("--narrowest", `${data.narrowest}rem`)
    board.replaceChildren(...data.cards.map(card))
    root.toggleAttribute("data-fits", !data.narrowest)
    fit()
    const images = [...board.querySelectorAll("img")]
    Promise.all(images.map((image) => image.decode().catch(() => {}))).then(() => {
      fit()
      root.dataset.identity = data.identity // what is painted now
    })
  }

  function fit() {
    if (!data || data.narrowest) return
    root.classList.toggle("dense", isLecture()) // the photo is what is to be large there
    fill(root, (factor) => board.style.setProperty("--fit", Math.min(1, factor)))
  }

  function card({ title, pictures, tall, beside, lists }) {
    const element = made("section", "card")
    if (data.narrowest > 0) element.dataset.thing = "one of many" // a screen takes what it can hold of them
    if (title) element.append(made("p", "title text", title))
    const row = made("div", "pictures")
    row.classList.toggle("several", pictures.length > 1)
    row.append(...pictures.map(picture))
    const across = pictures.reduce((sum, { wide }) => sum + wide, 0)
    if (tall) row.style.setProperty("--widest", `${tall * across + 0.8 * (pictures.length - 1)}rem`)
    if (tall && beside) row.style.flexBasis = "calc(var(--fit, 1) * var(--widest))"
    const columns = made("div", "lists")
    columns.append(...lists.map(list))
    const body = made("div", beside ? "body beside" : "body")
    body.classList.toggle("wide", across > 1.3)
    body.append(row)
    if (lists.length) body.append(columns)
    element.append(body)
    return element
  }

  function picture({ jpeg, alt, title, wide }) {
    const figure = made("figure")
    figure.style.flex = `${wide} 1 0` // pictures in a row are equally high
    if (title) figure.append(made("figcaption", "text", title))
    const image = made("img")
    image.src = `data:image/jpeg;base64,${jpeg}`
    image.alt = alt
    figure.append(image)
    return figure
  }

  function list({ title, rows }) {
    const element = made("div", "list")
    if (title) element.append(made("p", "name text", title))
    element.append(
      ...rows.map(({ label, share, text, strong, colour }) => {
        const row = made("div", strong ? "row strong" : "row")
        const name = made("span", "label text", label)
        name.title = label
        const bar = made("div", "bar")
        bar.style.width = `${100 * Math.max(0, Math.min(1, share))}%`
        bar.style.background = colour || (strong ? data.colours.strong : data.colours.plain)
        const track = made("div", "track")
        track.append(bar)
        row.append(name, made("span", "share text", text), track)
        return row
      }),
    )
    return element
  }

  function saveImage() {
    saveAsShown(root, data.file_name, ({ context, at, write }) => {
      for (const image of board.querySelectorAll("img")) context.drawImage(image, ...at(image))
      for (const bar of board.querySelectorAll(".bar")) {
        context.fillStyle = bar.style.background
        context.fillRect(...at(bar))
      }
      for (const text of board.querySelectorAll(".text")) write(text, theme(root, "text-color"))
    })
  }

  return {
    fit,
    update({ data: next }) {
      const isNew = data === null || JSON.stringify(next) !== JSON.stringify(data)
      data = next
      if (isNew) build()
    },
    release() {},
  }
}

function made(tag, name = "", text = "") {
  const element = document.createElement(tag)
  element.className = name
  if (text) element.textContent = text
  return element
}
