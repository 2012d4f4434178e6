// Keyboard events of an element; arrow keys are reported as steps.

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/**
 * Handle key presses on `element`. If a handler returns `false`, the browser handles the key as usual;
 * otherwise its default action is prevented.
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
