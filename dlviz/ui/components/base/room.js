// The room that the lecture display gives a picture, and how the picture fills it.

export const ROOM = "dlviz-room" // the event: a picture's room has changed
const [SMALLEST, LARGEST] = [0.35, 2.2] // of the sizes that a component has by itself
const TRIES = 7
const NEARLY = 0.93

/**
 * Pixels from the top of `element` to the end of its lecture screen; NaN in the ordinary display.
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
 * Call `lay(factor)`, which sets the sizes of what is in `element`, so that it fills its room.
 *
 * @param {HTMLElement} element
 * @param {(factor: number) => void} lay 1 is the size in the ordinary display.
 */
export function fill(element, lay) {
  const most = room(element)
  if (!(most > 0)) return lay(1)
  const place = `${most} ${element.clientWidth}`
  const before = filled.get(element)
  if (before?.place === place) {
    lay(before.factor) // most often that is still right, and the hand on a slider waits for it
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
