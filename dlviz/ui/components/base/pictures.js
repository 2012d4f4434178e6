// Pictures that come as files, colours of single numbers, and ink that is readable on them.

const MIDDLE = 0.1791 // luminance that is as far from black as from white

/** RGB of a number in [-1, 1] on a table of RGB bytes; beyond an end is at the end. */
export function colour(scale, value) {
  const steps = scale.length / 3 - 1
  const entry = 3 * Math.round(((Math.max(-1, Math.min(1, value)) + 1) / 2) * steps)
  return [scale[entry], scale[entry + 1], scale[entry + 2]]
}

/** "#rrggbb" as three numbers. */
export function hex(text) {
  return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16))
}

/** Black or white, whichever is further from a colour: at least 4.58 : 1, as WCAG 2 counts. */
export function inkOn(colour) {
  const [red, green, blue] = Array.from(colour, (value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > MIDDLE ? "#000" : "#fff"
}

/** A file (base64) as a picture; fetch() decodes base64 several times as fast as atob() and a loop. */
export async function decoded(base64, type = "png") {
  const response = await fetch(`data:image/${type};base64,${base64}`)
  return createImageBitmap(await response.blob(), { colorSpaceConversion: "none" })
}

/** An element of a class. */
export function made(tag, name = "") {
  const element = document.createElement(tag)
  element.className = name
  return element
}

/** A cleared canvas's pen, which draws in CSS pixels. */
export function pen(canvas) {
  const context = canvas.getContext("2d")
  const sharp = devicePixelRatio || 1
  context.setTransform(sharp, 0, 0, sharp, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  return context
}
