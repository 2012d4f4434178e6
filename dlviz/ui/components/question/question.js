// Asks a question, takes its answer, and explains what came.
import { component } from "../base/lifecycle.js"

export default component(createQuestion)

/** @type {import("./messages.d.ts").Create} */
function createQuestion(root) {
  return {
    update({ asked }) {
      root.textContent = asked.prompt
    },
  }
}
