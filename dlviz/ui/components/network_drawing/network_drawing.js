// A network as a row of blocks that wraps: each is a button with what it computes written under it.

import { button, component, fill } from "../base/shared.js"

export default component(createDrawing)

function createDrawing(root) {
  root.classList.add("drawing")
  const row = document.createElement("div")
  row.className = "pieces"
  row.setAttribute("role", "group")
  row.setAttribute("aria-label", "Layers, from the input to the output; arrow keys go along")
  let data = null
  let setState = () => {}
  let sequence = 0
  const save = button("Save as PNG", "The whole drawing as a picture", () =>
    savePicture(data.picture, data.file_name),
  )
  save.className = "save"
  const legend = document.createElement("p")
  legend.className = "legend"
  root.replaceChildren(row, legend)

  function choose(place) {
    sequence += 1
    setState("place", { place, sequence })
  }

  row.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const all = [...row.children]
    const next = all[all.indexOf(event.target.closest(".piece")) + step]
    if (!next) return
    event.preventDefault()
    next.focus()
    choose(all.indexOf(next))
  }

  const text = (className, words) => {
    const element = document.createElement("span")
    element.className = className
    element.textContent = words
    return element
  }

  function createPiece(piece, place) {
    const element = button("", "", () => choose(place))
    element.className = "piece"
    if (piece.is_narrow) element.classList.add("narrow")
    if (piece.state) element.classList.add(piece.state)
    const sums = piece.arithmetic.join(" ")
    const what = piece.state === "fails" ? "does not fit" : piece.state ? "not reached" : piece.shape
    element.setAttribute("aria-label", `${piece.name}: ${piece.caption}, ${what} ${sums}`)
    element.title = piece.caption
    // The server draws it from numbers alone: no text of a visitor is ever part of it.
    element.innerHTML = piece.svg
    element.append(text("name", piece.name))
    if (!piece.is_narrow) element.append(text("caption", piece.caption))
    element.append(text("shape", what), ...piece.arithmetic.map((sum) => text("sum", sum)))
    return element
  }

  return {
    fit: () => fill(root, (factor) => root.style.setProperty("--fit", factor)),
    update(component) {
      const before = data
      data = component.data
      setState = component.setStateValue
      const had = [...row.children].indexOf(root.getRootNode().activeElement)
      if (JSON.stringify(before?.pieces) !== JSON.stringify(data.pieces)) {
        row.replaceChildren(...data.pieces.map(createPiece))
        if (had >= 0) row.children[Math.min(had, row.children.length - 1)]?.focus()
      }
      legend.replaceChildren(data.legend, " ", save)
      ;[...row.children].forEach((piece, place) =>
        piece.setAttribute("aria-pressed", String(place === data.selected)),
      )
    },
    release() {},
  }
}

function savePicture(svg, name) {
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement("canvas")
    canvas.width = 2 * image.width
    canvas.height = 2 * image.height
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    const link = document.createElement("a")
    link.href = canvas.toDataURL("image/png")
    link.download = name
    link.click()
  }
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
}
