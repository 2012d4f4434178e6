// Pointer events (mouse, touch, pen) on an element: position, press and release, dragging.

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

const PRIMARY = 1 // among `buttons`: the left button, the tip of a pen

/**
 * Track the pointers that are pressed on `element`, each from its press to its end.
 *
 * Pointers are distinguished by their id. A press ends with a release, a cancellation, a lost
 * capture, or when the pointer returns with no button pressed because another window received the
 * release.
 *
 * @param {HTMLElement} element
 * @param {object} own
 * @param {(event: PointerEvent) => unknown} own.down A pointer is pressed; `false` ignores this press.
 * @param {(event: PointerEvent) => void} own.move A pressed pointer moves.
 * @param {(event: PointerEvent) => void} own.up The press has ended.
 * @param {(event: PointerEvent) => void} [own.hover] A pointer moves that is not pressed.
 */
export function holdPointers(element, { down, move, up, hover }) {
  /** @type {Set<number>} */
  const held = new Set()
  const letGo = (/** @type {PointerEvent} */ event) => {
    if (held.delete(event.pointerId)) up(event)
  }
  element.onpointerdown = (event) => {
    letGo(event) // the end of its previous press was missed
    if (event.button !== 0 || down(event) === false) return
    held.add(event.pointerId)
    capture(element, event.pointerId)
  }
  element.onpointermove = (event) => {
    const isPressed = event.pointerType === "touch" || event.buttons & PRIMARY // a finger does not hover
    if (!isPressed) letGo(event)
    if (held.has(event.pointerId)) move(event)
    else hover?.(event)
  }
  element.onpointerup = element.onpointercancel = element.onlostpointercapture = letGo
}

/**
 * Capture a pressed pointer: `element` receives its events even outside of `element`.
 *
 * @param {HTMLElement} element
 * @param {number} pointerId
 */
function capture(element, pointerId) {
  try {
    element.setPointerCapture(pointerId)
  } catch {
    // The pointer has already been released; its next event will show that.
  }
}

/**
 * Let one pointer at a time drag on `element`. Further pointers, such as a second finger, are
 * ignored. The exception: a pen replaces a touch, because that is the palm of the hand with the pen.
 *
 * @template From
 * @param {HTMLElement} element
 * @param {object} own
 * @param {(event: PointerEvent) => From | null} own.start Returns the state at the press, for `move`;
 *   null ignores the press.
 * @param {(event: PointerEvent, by: [number, number], from: From) => void} own.move `by` is the distance
 *   from the press, in pixels.
 * @param {() => void} [own.end]
 * @param {() => void} [own.drop] A pen takes over from a touch; `end` by default.
 * @param {(event: PointerEvent) => void} [own.hover] A pointer moves while nothing is dragged.
 */
export function drag(element, { start, move, end, drop = end, hover }) {
  /** @type {{id: number, kind: string, x: number, y: number, from: From} | null} */
  let held = null
  holdPointers(element, {
    down(event) {
      if (held && !(event.pointerType === "pen" && held.kind === "touch")) return false
      if (held) drop?.()
      held = null
      const from = start(event)
      if (from === null) return false
      held = { id: event.pointerId, kind: event.pointerType, x: event.clientX, y: event.clientY, from }
    },
    move(event) {
      if (!held || event.pointerId !== held.id) return
      move(event, [event.clientX - held.x, event.clientY - held.y], held.from)
    },
    up(event) {
      if (event.pointerId !== held?.id) return
      held = null
      end?.()
    },
    hover(event) {
      if (!held) hover?.(event)
    },
  })
}
