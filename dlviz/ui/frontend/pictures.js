// Pictures that come as files, colours of single numbers, and ink that is readable on them.

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

/** Dark ink on a light colour, light ink on a dark one. */
export function inkOn([red, green, blue]) {
  const light = 0.2126 * (red / 255) ** 2.2 + 0.7152 * (green / 255) ** 2.2 + 0.0722 * (blue / 255) ** 2.2
  return light > 0.35 ? "#111" : "#fff"
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
