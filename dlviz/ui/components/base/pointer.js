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

const PRIMARY = 1 // among `buttons`: the left button, the tip of a pen

/**
 * Follow the pointers that are held down on `element`, each from its press to its end.
 *
 * Every pointer is told from the others by its id. A pointer ends by a release, a cancellation, a lost
 * capture, or because it comes back without its button: another window has had the release.
 *
 * @param {HTMLElement} element
 * @param {object} own
 * @param {(event: PointerEvent) => unknown} own.down A pointer comes down; `false` lets it go.
 * @param {(event: PointerEvent) => void} own.move It moves while it is held.
 * @param {(event: PointerEvent) => void} own.up It has ended.
 * @param {(event: PointerEvent) => void} [own.hover] A pointer moves that is not held.
 */
export function holdPointers(element, { down, move, up, hover }) {
  /** @type {Set<number>} */
  const held = new Set()
  const letGo = (/** @type {PointerEvent} */ event) => {
    if (held.delete(event.pointerId)) up(event)
  }
  element.onpointerdown = (event) => {
    letGo(event) // the end of its last press was lost
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
 * Let the events of a pointer come here from outside of `element` too, while it is pressed.
 *
 * @param {HTMLElement} element
 * @param {number} pointerId
 */
function capture(element, pointerId) {
  try {
    element.setPointerCapture(pointerId)
  } catch {
    // It has been released meanwhile, which the next event tells.
  }
}

/**
 * Let one pointer drag on `element`. Others that come down meanwhile, a second finger or the palm, do
 * nothing; only a pen takes over from a finger, which is then the palm of the hand that holds it.
 *
 * @template From
 * @param {HTMLElement} element
 * @param {object} own
 * @param {(event: PointerEvent) => From | null} own.start What is there as the pointer comes down; null
 *   lets it go.
 * @param {(event: PointerEvent, by: [number, number], from: From) => void} own.move `by` is how far the
 *   pointer has come, in pixels.
 * @param {() => void} [own.end]
 * @param {() => void} [own.drop] A pen takes over; `end` unless given.
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
