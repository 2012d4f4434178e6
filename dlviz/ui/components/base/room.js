// Scales a component to the room that the lecture display has for it.

export const ROOM = "dlviz-room" // the event: a picture's room has changed
const [SMALLEST, LARGEST] = [0.35, 2.2] // scale factors, relative to the ordinary display
const TRIES = 7
const NEARLY = 0.93

/**
 * Pixels from the top of `element` to the bottom of its lecture screen; NaN in the ordinary display.
 *
 * @param {Element} element
 */
export function room(element) {
  return parseFloat(getComputedStyle(element).getPropertyValue("--lecture-room"))
}

/** @type {WeakMap<HTMLElement, {place: string, factor: number}>} */
const filled = new WeakMap()

/**
 * @param {HTMLElement} element
 * @param {number} most Pixels.
 */
const isWithin = (element, most) =>
  element.offsetHeight <= most && element.scrollWidth <= element.clientWidth + 1

/**
 * Find the scale factor with which `element` fills its room, and apply it with `lay(factor)`.
 *
 * @param {HTMLElement} element
 * @param {(factor: number) => void} lay Sets all sizes in `element`; 1 is the ordinary display's size.
 */
export function fill(element, lay) {
  const most = room(element)
  if (!(most > 0)) return lay(1)
  const place = `${most} ${element.clientWidth}`
  const before = filled.get(element)
  if (before?.place === place) {
    lay(before.factor) // try the last factor first: it is usually still right, and searching is slow
    const height = element.offsetHeight
    if (isWithin(element, most) && (height > NEARLY * most || before.factor > NEARLY * LARGEST)) return
  }
  let [low, high] = [SMALLEST, LARGEST]
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const middle = Math.sqrt(low * high)
    lay(middle)
    if (isWithin(element, most)) low = middle
    else high = middle
  }
  lay(low)
  filled.set(element, { place, factor: low })
}
