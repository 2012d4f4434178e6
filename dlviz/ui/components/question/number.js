// A number that is typed: checked before it is sent.

import { made } from "../base/elements.js"
import { readNumber } from "../base/number_grammar.js"

const GROUPED = /^\s*[-−+]?\d{1,3}(,\d{3})+\s*$/ // 1,290 and 12,345,678, as the server writes them

/**
 * What is wrong with a text that should be a finite number; "" if nothing is.
 *
 * @param {string} text
 */
export function problemWith(text) {
  const { value, problem } = readNumber(GROUPED.test(text) ? text.replaceAll(",", "") : text)
  if (problem) return problem
  return Number.isFinite(value) ? "" : "This number is too large."
}

/** @type {import("./ways.js").Kind} */
export const number = {
  ask({ unit }, { answer, say, label }) {
    const input = made("input", "", {
      type: "text",
      inputmode: "text", // a phone's numeric keypad has neither "-" nor "/"
      autocomplete: "off",
      spellcheck: "false",
      maxlength: 40,
      "aria-labelledby": `${label} unit`,
      "aria-describedby": "problem",
    })
    input.value = ""
    const send = () => {
      const problem = problemWith(input.value)
      say(problem)
      if (problem) input.focus()
      else answer({ text: input.value.trim() })
    }
    input.oninput = () => say("")
    input.onkeydown = (event) => {
      event.stopPropagation() // letters are not shortcuts of the page
      if (event.key !== "Enter" || event.isComposing) return
      event.preventDefault()
      send()
    }
    const go = made("button", "go", { type: "button" }, "Answer")
    go.onclick = send
    const typed = made("span", "typed", input, made("span", "unit", { id: "unit" }, unit))
    return { element: made("div", "line-of", typed, go), types: input }
  },
  kept: ({ unit }, { text }) => ({ element: made("p", "said", unit ? `${text} ${unit}` : text) }),
  told: () => null,
}
