// Things that are put in order: with buttons, by dragging, or by arrow keys.

import { focusedBeside, made } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { drag } from "../base/pointer.js"
import { moved, placeAt } from "./ordering.js"
import { painted } from "./shown.js"

/** @type {import("./ways.js").Kind["ask"]} */
function ask({ items }, { answer, announce, isWaiting }) {
  let order = items.map((_, index) => index)
  const list = made("ol", "order")
  const rows = items.map(createRow)

  /**
   * @param {import("./messages.d.ts").Item} item
   * @param {number} index
   */
  function createRow({ text, picture }, index) {
    const rank = made("span", "rank", { "aria-hidden": "true" })
    const handle = made("span", "handle", { "aria-hidden": "true" }, "⠿")
    const [up, down] = [
      arrow("↑", `Move up: ${text}`, () => go(index, -1)),
      arrow("↓", `Move down: ${text}`, () => go(index, 1)),
    ]
    const grip = made(
      "div",
      "grip",
      {
        role: "spinbutton",
        tabindex: 0,
        "aria-label": text,
        "aria-valuemin": 1,
        "aria-valuemax": items.length,
      },
      handle,
      rank,
      ...(picture ? [painted(picture)] : []),
      made("span", "text", text),
    )
    onKeys(grip, ([, step]) => step !== 0 && go(index, step))
    return { row: made("li", "item", grip, up, down), grip, rank, up, down }
  }

  /**
   * @param {string} sign
   * @param {string} words
   * @param {() => void} press
   */
  function arrow(sign, words, press) {
    const element = made("button", "arrow", { type: "button", "aria-label": words }, sign)
    element.onclick = () => {
      press()
      element.focus() // an element that moves in the document loses the focus
    }
    return element
  }

  /**
   * Move an item by one place.
   *
   * @param {number} index
   * @param {number} by
   */
  function go(index, by) {
    const from = order.indexOf(index)
    const to = from + by
    if (to >= 0 && to < order.length) put(from, to)
    return true
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  function put(from, to) {
    if (isWaiting() || from === to) return
    const index = order[from]
    const hadFocus = focusedBeside(list) === rows[index].grip
    order = moved(order, from, to)
    paint()
    if (hadFocus) rows[index].grip.focus()
    else announce(`${items[index].text}: place ${to + 1} of ${order.length}`)
  }

  function paint() {
    list.replaceChildren(...order.map((index) => rows[index].row))
    order.forEach((index, place) => {
      const { grip, rank, up, down } = rows[index]
      rank.textContent = `${place + 1}.`
      grip.setAttribute("aria-valuenow", String(place + 1))
      grip.setAttribute("aria-valuetext", `place ${place + 1} of ${order.length}`)
      up.setAttribute("aria-disabled", String(place === 0))
      down.setAttribute("aria-disabled", String(place === order.length - 1))
    })
  }

  /** @param {number} at */
  const middle = (at) => {
    const { top, height } = rows[order[at]].row.getBoundingClientRect()
    return top + height / 2
  }
  /** @type {number | null} */
  let held = null // the item that is dragged

  // The list holds the pointer: an element that moves in the document would lose it.
  drag(list, {
    start({ target }) {
      const index = rows.findIndex(({ grip }) => target instanceof Node && grip.contains(target))
      if (index < 0 || isWaiting()) return null
      held = index
      rows[index].row.classList.add("held")
      return index
    },
    move({ clientY }, _by, index) {
      const from = order.indexOf(index)
      const middles = order.map((_, at) => middle(at))
      put(from, placeAt(middles, from, clientY))
    },
    end() {
      if (held !== null) rows[held].row.classList.remove("held")
      held = null
    },
  })

  const done = made("button", "go", { type: "button" }, "Answer")
  done.onclick = () => answer({ numbers: order })
  paint()
  return { element: made("div", "ordering", list, done) }
}

/**
 * An order that can no longer be changed.
 *
 * @param {string} title
 * @param {readonly import("./messages.d.ts").Item[]} items
 * @param {readonly number[]} order
 * @param {readonly string[]} numbers Of the items, or nothing.
 */
function listed(title, items, order, numbers = []) {
  const rows = order.map((index) => {
    const { text, picture } = items[index]
    const number = numbers[index] ? [made("span", "number", numbers[index])] : []
    return made("li", "", ...(picture ? [painted(picture)] : []), made("span", "text", text), ...number)
  })
  return made("figure", "ordered", made("figcaption", "", title), made("ol", "", ...rows))
}

/** @type {import("./ways.js").Kind} */
export const order = {
  ask,
  kept: ({ items }, { numbers }) => ({ element: listed("Your order", items, numbers) }),
  told({ items }, answer, { numbers, texts }) {
    const own = answer ? [listed("Your order", items, answer.numbers)] : []
    return { element: made("div", "orders", ...own, listed("What came", items, numbers, texts)) }
  },
}
