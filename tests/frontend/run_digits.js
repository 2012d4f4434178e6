// Compute what the network view previews: cases by their kind as JSON from stdin, results as JSON.

import { readFileSync } from "node:fs"

import { inkPad } from "../../dlviz/ui/components/base/ink.js"
import { bytes, floats } from "../../dlviz/ui/components/base/numbers.js"
import { resamplingMatrix } from "../../dlviz/ui/components/base/resample.js"
import { answerOf } from "../../dlviz/ui/components/network_view/answer.js"
import { inputOf, shifted, whyUnreadable } from "../../dlviz/ui/components/network_view/reading.js"

/** @type {Record<string, (given: any) => unknown>} */
const KINDS = {
  // The picture of strokes. Drawn point by point as by a hand, too, it must be the same.
  ink({ strokes, side }) {
    const atOnce = inkPad(side).show(strokes).slice()
    const pad = inkPad(side)
    const begun = []
    let slowly = pad.show(begun)
    for (const { points, width } of strokes) {
      const stroke = { points: [], width }
      begun.push(stroke)
      for (const point of points) {
        stroke.points.push([point[0] + 7, point[1] - 3]) // the pen goes on before it stays
        pad.show(begun)
        stroke.points[stroke.points.length - 1] = point
        slowly = pad.show(begun)
      }
    }
    return [atOnce, slowly].map((picture) => Buffer.from(picture).toString("base64"))
  },
  pad({ ink, how, rule }) {
    const own = bytes(ink)
    return [inputOf(own, how, true), inputOf(own, how, false), whyUnreadable(own, rule)]
  },
  shifted: ({ picture, by }) => [...shifted(bytes(picture), by)],
  answer({ network, pictures, perLayer }) {
    const parameters = floats(network.parameters)
    return pictures.map((picture) => answerOf({ ...network, parameters }, bytes(picture), perLayer))
  },
  matrices: ({ sizes }) =>
    sizes.map(([size, next, grows]) => {
      const { first, entries } = resamplingMatrix(size, next, grows)
      return entries.map((row, at) => [first[at], [...row].map((entry) => entry * 2 ** 22)])
    }),
}

const cases = Object.entries(JSON.parse(readFileSync(0, "utf8")))
const results = Object.fromEntries(cases.map(([kind, all]) => [kind, all.map(KINDS[kind])]))
console.log(JSON.stringify(results, (_, own) => (ArrayBuffer.isView(own) ? [...own] : own)))
