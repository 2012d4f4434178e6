// The question on the whole screen, for a lecture: above everything else on the page, with keys of its own.

import { made } from "../base/elements.js"

const REVEALS = ["Enter", " ", "PageDown"]

/**
 * What a key does while the question fills the screen: the index of a choice, "reveal", "skip", "type"
 * for a key that belongs to the field for a number, or null.
 *
 * @param {string} key
 * @param {object} now
 * @param {number} now.choices How many answers there are to choose from.
 * @param {boolean} now.isIdle Whether no button and no field has the focus.
 * @param {boolean} now.isTyping Whether a field has it.
 * @param {boolean} now.isEmpty Whether nothing is typed there.
 * @param {boolean} now.types Whether there is a field.
 * @param {boolean} now.canSkip
 * @returns {number | "reveal" | "skip" | "type" | null}
 */
export function meaning(key, { choices, isIdle, isTyping, isEmpty, types, canSkip }) {
  if (key === "Escape") return canSkip ? "skip" : null
  const place = /^[1-9]$/.test(key) ? Number(key) - 1 : -1
  if (place >= 0 && place < choices) return place
  if (isTyping) return key === "PageDown" || (key === "Enter" && isEmpty) ? "reveal" : null
  if (key === "PageDown" || (isIdle && REVEALS.includes(key))) return "reveal"
  return types && isIdle && [...key].length === 1 ? "type" : null
}

/**
 * Shows `frame` in `root`, or on the whole screen.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} frame
 */
export function screenOf(root, frame) {
  /** @type {HTMLDialogElement | null} */
  let dialog = null
  root.replaceChildren(frame)

  function open() {
    dialog = made("dialog", "screen", { "aria-labelledby": "prompt" }, frame)
    dialog.oncancel = (event) => event.preventDefault() // Escape skips the question, and then it closes
    root.replaceChildren(dialog)
    dialog.showModal()
    frame.focus()
  }

  function close() {
    dialog?.close()
    dialog = null
    root.replaceChildren(frame)
  }

  return {
    isOpen: () => dialog !== null,
    /** @param {boolean} fills */
    show(fills) {
      frame.classList.toggle("fills", fills)
      if (fills === (dialog !== null)) return
      if (fills) open()
      else close()
    },
    /** Tell how much height the frame may use. */
    measure() {
      if (dialog) frame.style.setProperty("--lecture-room", `${innerHeight}px`)
      else frame.style.removeProperty("--lecture-room")
    },
  }
}
