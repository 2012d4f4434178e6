// What the page is shown with: colours, text size, the lecture display.

/**
 * A theme colour that Streamlit hands to components, by the end of its name.
 *
 * @param {Element} element
 * @param {string} name For instance "text-color".
 */
export function theme(element, name) {
  return getComputedStyle(element).getPropertyValue(`--st-${name}`).trim()
}

/** Pixels of one rem: text, lines and cells grow together with the lecture display. */
export function rem() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize)
}

/**
 * Pixels of a line that is `width` pixels wide at the normal text size.
 *
 * @param {number} width
 */
export function lineWidth(width) {
  return (width * rem()) / 16
}

/**
 * The font of `element` in another size, as a canvas takes it.
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
