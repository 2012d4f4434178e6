// What the drawing shows of a network whose numbers are being changed: the same pieces and sentences
// that Python sends when the hand rests.

import { computeShapes } from "../base/shapes.js"
import { filled, grouped } from "../base/words.js"

const THIN = { Activation: "activation", Dropout: "dropout" } // layers drawn as slabs

/** @typedef {import("./messages.d.ts").Data} Data */
/** @typedef {Pick<Data, "pieces" | "total" | "legend">} Shown */

/**
 * @param {import("../base/shapes.js").Architecture} network
 * @param {Pick<Data, "pieces" | "words">} data Of a network with the same layers and other numbers.
 * @returns {Shown}
 */
export function drawnNetwork(network, { pieces, words }) {
  const { steps, problem } = computeShapes(network)
  const [first, ...rest] = pieces
  const [channels] = network.input
  const drawn = [
    {
      ...first,
      caption: `${channels} channel${channels > 1 ? "s" : ""}`,
      size: network.input,
      shape: shapeText(network.input),
    },
    ...rest.map((piece, place) => {
      const step = steps[place] ?? { shape: [], arithmetic: [], parameters: 0 }
      return {
        ...piece,
        caption: title(network.layers[place]).replaceAll(" × ", "\u00a0×\u00a0"),
        size: step.shape,
        shape: shapeText(step.shape),
        arithmetic: step.arithmetic.flatMap(broken),
        parameters: step.parameters,
        state: place < steps.length ? "" : place === steps.length ? "fails" : "unreached",
      }
    }),
  ]
  const sum = (/** @type {"parameters" | "work"} */ name) =>
    grouped(steps.reduce((total, step) => total + step[name], 0))
  const total = filled(words.total, { parameters: sum("parameters"), work: sum("work") })
  const before = problem ? filled(words.before, { name: network.layers[problem.place].name }) : ""
  return { pieces: drawn, total: total + before, legend: legend(network, steps, problem !== null, words) }
}

/**
 * @param {import("../base/shapes.js").Architecture} network
 * @param {import("../base/shapes.js").Step[]} steps
 * @param {boolean} fails
 * @param {Data["words"]} words
 */
function legend(network, steps, fails, words) {
  const kinds = network.layers.slice(0, steps.length).map(({ kind }) => kind)
  const thin = Object.entries(THIN).flatMap(([kind, word]) => (kinds.includes(kind) ? [word] : []))
  const thinOnes = thin.join(" or ").replace(/^./, (first) => first.toUpperCase())
  const last = steps.length ? steps[steps.length - 1].shape : network.input
  return [
    words.scale,
    steps.some(({ shape }) => shape.length === 1) ? words.bars : "",
    thin.length ? filled(words.thin, { thin: thinOnes }) : "",
    ".",
    !fails && last.length === 1 ? filled(words.softmax, { count: grouped(last[0]) }) : "",
  ].join("")
}

/** A layer's name for visitors, as `dlviz.layers.title`. @param {import("../base/shapes.js").Layer} layer */
function title({ kind, word, numbers }) {
  const { filters, size, stride, padding, units, per_cent } = numbers
  switch (kind) {
    case "Convolution":
      return `${filters} filters ${size} × ${size}${stride > 1 ? `, stride ${stride}` : ""}${padding ? `, padding ${padding}` : ""}`
    case "Pooling":
      return `${word} pooling ${size} × ${size}${stride === size ? "" : `, stride ${stride}`}`
    case "Dropout":
      return `dropout ${per_cent} %`
    case "Dense":
      return `dense, ${units} unit${units > 1 ? "s" : ""}`
    default:
      return word || kind.toLowerCase()
  }
}

/** Rows, columns and maps, or a length; "" for none. @param {number[]} shape */
function shapeText(shape) {
  const [count, rows, columns] = shape
  return shape.length > 1 ? `${rows} × ${columns} × ${count}` : shape.length ? grouped(count) : ""
}

/** The arithmetic of a size in two lines that fit under a block. @param {string} sum */
function broken(sum) {
  const at = sum.indexOf(" + 1 = ")
  return at < 0 ? [sum] : [sum.slice(0, at), sum.slice(at + 1)]
}
