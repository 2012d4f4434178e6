// The line in the menu that says where the numbers of a page are computed: on the server alone, or
// first in this browser, if a component of the page shows a preview.

import { made, put } from "../base/elements.js"
import { component } from "../base/lifecycle.js"
import { watchPreviews } from "../base/preview.js"

export default component(createLine)

/** @type {import("./messages.d.ts").Create} */
function createLine(root, _server, first, scope) {
  const line = made("p", "where")
  root.replaceChildren(line)
  let [data, isPreviewing] = [first, false]

  function show() {
    put(line, isPreviewing ? data.preview : data.plain)
  }

  watchPreviews(scope, (now) => {
    isPreviewing = now
    show()
  })
  return {
    update(next) {
      data = next
      show()
    },
  }
}
