// Reads display settings of the page: theme colours, text size, lecture display, reduced motion.

/**
 * A theme colour that Streamlit passes to components as a CSS variable, by the end of its name.
 *
 * @param {Element} element
 * @param {string} name For instance "text-color".
 */
export function theme(element, name) {
  return getComputedStyle(element).getPropertyValue(`--st-${name}`).trim()
}

/** CSS pixels of one rem; text, lines and cells use it, so the lecture display enlarges them all. */
export function rem() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize)
}

/**
 * Scale a line width, given in pixels at normal text size, to the current text size.
 *
 * @param {number} width
 */
export function lineWidth(width) {
  return (width * rem()) / 16
}

/**
 * The font of `element` in another size, in the format that a canvas needs.
 *
 * @param {Element} element
 * @param {number} pixels
 * @param {number} weight
 */
export function font(element, pixels, weight = 400) {
  return `${weight} ${pixels}px ${getComputedStyle(element).fontFamily}`
}

/** Whether the page is shown in the lecture display. */
export function isLecture() {
  return getComputedStyle(document.documentElement).getPropertyValue("--lecture") !== ""
}

/** Whether the visitor asked for less motion. */
export function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches
}
