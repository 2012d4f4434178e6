// Writes f(X) of a network with one hidden layer as an equation with its numbers, in MathML, and the six
// coefficients of f as a table. Both follow a weight while a hand changes it.

import { made, put } from "../base/elements.js"
import { changes, component } from "../base/lifecycle.js"
import { movingNetwork } from "../base/moving.js"
import { compare } from "../base/preview.js"
import { asText, coefficient, lecture, lines, MONOMIALS, polynomial, rounding } from "./terms.js"

const MATHML = "http://www.w3.org/1998/Math/MathML"

const HEAD = [
  "",
  ...MONOMIALS.map((times) => asText([{ sign: "", size: null, symbol: { name: "X", times } }]) || "1"),
]

export default component(createEquation)

/** @type {import("./messages.d.ts").Create} */
function createEquation(root, _server, _data, scope) {
  root.classList.add("equation")
  root.dataset.part = "Equation"
  const formula = made("div", "formula")
  const table = made("table")
  root.replaceChildren(formula, made("div", "wide", table))
  /** @type {import("./messages.d.ts").Data} */
  let data
  const isNew = changes()
  /** @type {string[]} */
  let written = [] // the lines, as JSON
  /** @type {Element[]} */
  let cells = [] // of the table's body
  const moving = movingNetwork(scope, () => {
    if (data) show()
  })

  /** Show the network as it is now; its coefficients are the server's as soon as it has sent them. */
  function show() {
    const shown = lecture(moving.network())
    const found = polynomial(shown)
    const isServers = moving.isServers()
    if (isServers && found && data.coefficients) compare("coefficients", found, data.coefficients)
    const coefficients = isServers ? data.coefficients : found
    if (!isNew([shown, coefficients, data.target])) return
    write(shown)
    tabulate(coefficients, rounding(shown))
  }

  /** @param {import("./terms.js").Lecture} network */
  function write(network) {
    const { own, expanded } = lines(network)
    const lefts = [...own.map(leftOf("f(X) =")), ...expanded.map(leftOf("="))]
    const all = [...own, ...expanded]
    const now = all.map((line, at) => JSON.stringify([lefts[at], line]))
    // A weight changes only some lines; to lay out the others takes as long.
    if (now.length !== written.length)
      formula.replaceChildren(
        ...all.flatMap((line, at) => [made("span", "left", lefts[at]), mathOf(line, !lefts[at])]),
      )
    else
      now.forEach((text, at) => {
        if (text === written[at]) return
        const [left, math] = [...formula.children].slice(2 * at, 2 * at + 2)
        put(left, lefts[at])
        math.replaceWith(mathOf(all[at], !lefts[at]))
      })
    written = now
  }

  /**
   * @param {ArrayLike<number> | null} coefficients
   * @param {number[]} noise Their rounding errors.
   */
  function tabulate(coefficients, noise) {
    table.hidden = coefficients === null
    if (coefficients === null) return
    const lines = [["f", ...Array.from(coefficients, (value, at) => coefficient(value, noise[at]))]]
    if (data.target) lines.push([data.target.name, ...data.target.values.map((value) => coefficient(value))])
    if (lines.flat().length !== cells.length) {
      const rows = lines.map((texts) => row("td", texts))
      rows[0].classList.add("own")
      cells = rows.flatMap((own) => [...own.children])
      table.replaceChildren(made("thead", "", row("th", HEAD)), made("tbody", "", ...rows))
    }
    lines.flat().forEach((text, at) => put(cells[at], text))
  }

  return {
    update(next) {
      data = next
      moving.takes(next.moving)
      show()
    },
  }
}

/** @param {string} left What stands before the first line. */
const leftOf = (left) => (/** @type {unknown} */ _, /** @type {number} */ at) => (at ? "" : left)

/**
 * @param {"td" | "th"} tag
 * @param {string[]} cells
 */
const row = (tag, cells) => made("tr", "", ...cells.map((cell) => made(tag, "", cell)))

/**
 * @param {string} tag
 * @param {...(Node | string)} children
 */
function math(tag, ...children) {
  const element = document.createElementNS(MATHML, tag)
  element.append(...children)
  return element
}

/**
 * @param {import("./terms.js").Term[]} line
 * @param {boolean} continues Whether it continues a sum.
 */
function mathOf(line, continues) {
  const element = math("math", ...line.flatMap((term, at) => termOf(term, at, line, continues)))
  element.setAttribute("aria-label", asText(line))
  return element
}

/**
 * A sign with blanks around it, also at the beginning of a line that continues a sum; a minus of the first
 * number has none.
 *
 * @param {string} sign
 * @param {boolean} isFirst
 */
function signOf(sign, isFirst) {
  const element = math("mo", sign)
  element.setAttribute("form", isFirst ? "prefix" : "infix")
  return element
}

/**
 * @param {import("./terms.js").Term} term
 * @param {number} at Place in its line.
 * @param {unknown} [_line]
 * @param {boolean} [continues] Whether its line continues a sum.
 */
function termOf({ sign, size, symbol }, at, _line, continues = false) {
  const isFirst = at === 0 && !continues
  const parts = []
  if (sign) parts.push(signOf(sign, isFirst))
  if (size) parts.push(...sizeOf(size))
  if (size && symbol) parts.push(space())
  if (symbol) parts.push(...symbolOf(symbol))
  return parts
}

function space() {
  const element = math("mspace")
  element.setAttribute("width", "0.2em")
  return element
}

/** @param {import("./terms.js").Size} size */
function sizeOf(size) {
  if ("above" in size) return [math("mfrac", math("mn", size.above), math("mn", size.below))]
  const number = math("mn", size.text)
  if (!size.power) return [number]
  return [number, math("mo", "\u00b7"), math("msup", math("mn", "10"), math("mn", size.power))]
}

/** @param {import("./terms.js").Symbol} symbol */
function symbolOf(symbol) {
  if ("times" in symbol) return monomialOf(symbol.times)
  const { unit, inside } = symbol
  const content = inside.length ? inside.flatMap(termOf) : [math("mn", "0")]
  const group = math("mrow", math("mo", "("), ...content, math("mo", ")"))
  if (unit === "square") return [math("msup", group, math("mn", "2"))]
  if (unit === "ReLU") return [math("msub", group, math("mo", "+"))]
  if (unit === "sigmoid") return [math("mi", "\u03c3"), group]
  if (unit === "tanh") return [math("mi", "tanh"), group]
  return [group]
}

/** @param {string[]} times */
function monomialOf(times) {
  const letter = () => math("mi", "X")
  if (times.length === 2 && times[0] === times[1])
    return [math("msubsup", letter(), math("mn", times[0]), math("mn", "2"))]
  return times.map((index) => math("msub", letter(), math("mn", index)))
}
