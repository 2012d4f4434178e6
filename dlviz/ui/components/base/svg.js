// Draws connecting lines between the parts of a picture, in an <svg> that covers the whole picture.

const NAMESPACE = "http://www.w3.org/2000/svg"

/**
 * The <svg> for the lines; screen readers ignore it.
 *
 * @param {string} name
 */
export function svg(name) {
  const element = shape("svg", { "aria-hidden": "true" })
  element.classList.add(name)
  return element
}

/**
 * An SVG element with its attributes.
 *
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | number>} attributes
 */
export function shape(name, attributes) {
  const element = document.createElementNS(NAMESPACE, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  return element
}

/**
 * The path of a curved line that is horizontal at both ends.
 *
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
export function curve([x1, y1], [x2, y2]) {
  const middle = (x1 + x2) / 2
  return `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`
}

/**
 * The way of a link that leaves level and arrives from above, at a part that stands below.
 *
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
export const drop = ([x1, y1], [x2, y2]) => `M${x1},${y1} C${x2},${y1} ${x2},${y1} ${x2},${y2}`

/**
 * Draw the shapes of an <svg>, paths and rectangles, on the canvas of a saved picture.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Element} element
 */
export function strokeShapes(context, element) {
  for (const own of element.children) {
    const width = Number(own.getAttribute("stroke-width"))
    if (width === 0) continue
    context.strokeStyle = own.getAttribute("stroke") ?? "none"
    context.lineWidth = width
    context.globalAlpha = Number(own.getAttribute("stroke-opacity") ?? 1)
    if (own instanceof SVGRectElement) {
      const [x, y, wide, tall] = ["x", "y", "width", "height"].map((name) => Number(own.getAttribute(name)))
      context.strokeRect(x, y, wide, tall)
    } else context.stroke(new Path2D(own.getAttribute("d") ?? ""))
  }
  context.globalAlpha = 1
}
