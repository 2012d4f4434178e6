// Helpers that create HTML elements and make them accessible.

/**
 * A new element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} name Its classes.
 * @param {...(Node | string | Record<string, string | number>)} parts Its children; a plain object holds
 *   attributes.
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function made(tag, name = "", ...parts) {
  const element = document.createElement(tag)
  if (name) element.className = name
  for (const part of parts)
    if (typeof part === "string" || part instanceof Node) element.append(part)
    else for (const [key, value] of Object.entries(part)) element.setAttribute(key, String(value))
  return element
}

/**
 * Set an element's text, if it has another one: a changed text makes the browser lay out the page anew.
 *
 * @param {Element} element
 * @param {string} text
 */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/**
 * Set an element's attribute, if it has another value.
 *
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
export function putAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/**
 * A real <button>, so that it can be focused and pressed by keyboard.
 *
 * @param {string} label
 * @param {string} title
 * @param {() => void} onClick
 */
export function button(label, title, onClick) {
  const element = made("button", "", { type: "button" }, label)
  element.title = title
  element.onclick = onClick
  return element
}

/**
 * The button that saves a picture.
 *
 * @param {string} title
 * @param {() => void} save
 * @param {string} label
 */
export function saveButton(title, save, label = "Save as PNG") {
  const element = button(label, title, save)
  element.className = "save"
  return element
}

/**
 * A slider over whole numbers from 0.
 *
 * @param {string} label Name for screen readers; "" if the page labels the slider.
 * @param {(value: number) => void} moved
 * @param {number} [most] Its upper end.
 * @param {number} [value] Its first value.
 */
export function slider(label, moved, most, value) {
  const element = made("input", "", { type: "range", min: 0, step: 1 })
  if (label) element.setAttribute("aria-label", label)
  if (most !== undefined) element.max = String(most)
  if (value !== undefined) element.value = String(value)
  element.oninput = () => moved(Number(element.value))
  return element
}

/**
 * The focused element in the tree of `element`: the document or a component's shadow root.
 *
 * @param {Element} element
 */
export function focusedBeside(element) {
  return /** @type {Document | ShadowRoot} */ (element.getRootNode()).activeElement
}

/**
 * Describe a picture for screen readers. A picture that reacts to `keys` can be focused, and its role
 * makes screen readers pass these keys on.
 *
 * @param {HTMLElement} picture
 * @param {string} words
 * @param {string} keys
 */
export function describe(picture, words, keys = "") {
  putAttribute(picture, "role", keys ? "application" : "img")
  putAttribute(picture, "aria-label", keys ? `${words}; ${keys}` : words)
  if (keys) putAttribute(picture, "tabindex", "0")
  else picture.removeAttribute("tabindex")
}
