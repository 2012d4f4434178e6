// Says why a layer does not fit, in the frame in which a number is changed.

import { made, put } from "../base/elements.js"
import { component } from "../base/lifecycle.js"
import { follow } from "../base/preview.js"
import { computeShapes } from "../base/shapes.js"
import { filled } from "../base/words.js"

export default component(createProblem)

/** @type {import("./messages.d.ts").Create} */
function createProblem(root, _server, _data, scope) {
  const box = made("p", "problem", { role: "alert" })
  root.replaceChildren(box)
  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {import("../base/preview.js").Followed<import("../base/shapes.js").Architecture>} */
  const hand = follow(scope, paint)

  function paint() {
    const network = hand.value()
    const sentence = network ? problemSentence(network, data.sentences) : data.sentence
    put(box, sentence)
  }

  return {
    update(next) {
      data = next
      hand.joins(next.preview)
      paint()
    },
  }
}

/**
 * Why a layer of a network does not fit; "" if all do.
 *
 * @param {import("../base/shapes.js").Architecture} network
 * @param {Record<string, string>} sentences
 */
export function problemSentence(network, sentences) {
  const { problem } = computeShapes(network)
  if (!problem) return ""
  const { place, why, gaps } = problem
  const { name } = network.layers[place]
  return filled(sentences.impossible, { name, place: place + 1, why: filled(sentences[why], gaps) })
}
