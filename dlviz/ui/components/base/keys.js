// Keys on an element: arrow keys as steps, and others.

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/**
 * Answer to keys on `element`. A key that is taken does nothing else; `false` leaves it to the page.
 *
 * @param {HTMLElement} element
 * @param {(step: [number, number], event: KeyboardEvent) => unknown} go An arrow key: [across, down].
 * @param {(event: KeyboardEvent) => unknown} other Any other key.
 */
export function onKeys(element, go, other = () => false) {
  element.onkeydown = (event) => {
    const step = STEPS[event.key]
    const answer = step ? go(step, event) : other(event)
    if (answer !== false) event.preventDefault()
  }
}
