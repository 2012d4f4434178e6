// A pointer on an element: where it is, and where it drags something.

/**
 * Where a pointer is on `element`, in pixels from its top left corner.
 *
 * @param {Element} element
 * @param {MouseEvent} event
 * @returns {[number, number]}
 */
export function placeIn(element, event) {
  const box = element.getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top]
}

/**
 * Where a pointer is on `element`, as shares of its width and, from the top, of its height.
 *
 * @param {Element} element
 * @param {MouseEvent} event
 * @returns {[number, number]} In [0, 1] unless a captured pointer is beside it.
 */
export function shareIn(element, event) {
  const box = element.getBoundingClientRect()
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
}

/**
 * Let a pointer drag on `element`.
 *
 * @template From
 * @param {HTMLElement} element
 * @param {object} own
 * @param {(event: PointerEvent) => From | null} own.start What is there as the pointer comes down; null
 *   lets it go.
 * @param {(event: PointerEvent, by: [number, number], from: From) => void} own.move `by` is how far the
 *   pointer has come, in pixels.
 * @param {() => void} [own.end]
 * @param {(event: PointerEvent) => void} [own.hover] The pointer moves without dragging.
 */
export function drag(element, { start, move, end, hover }) {
  let held = null
  element.onpointerdown = (event) => {
    const from = start(event)
    if (from === null) return
    element.setPointerCapture(event.pointerId)
    held = { x: event.clientX, y: event.clientY, from }
  }
  element.onpointermove = (event) => {
    if (held) move(event, [event.clientX - held.x, event.clientY - held.y], held.from)
    else hover?.(event)
  }
  element.onpointerup = element.onpointercancel = () => {
    if (held) end?.()
    held = null
  }
}
