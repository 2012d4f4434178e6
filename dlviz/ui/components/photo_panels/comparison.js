// Compares foreseen maps with the server's pictures of them, in tests.

import { standFor } from "../base/levels.js"
import { unpacked } from "../base/png_reader.js"
import { compare } from "../base/preview.js"

/**
 * @param {import("./foreseen.js").Foreseen} foreseen
 * @param {import("./messages.d.ts").Panel[]} panels The server's.
 */
export async function compareMaps({ maps }, panels) {
  const copies = maps.map(({ panel, values }) => ({ panel, values: values.slice() }))
  for (const [at, { panel, values }] of copies.entries()) {
    const answer = panels[at]
    compare(`the ends of "${panel.short}"`, panel.ends, answer.ends)
    const { data } = await unpacked(answer.png)
    const pictured = standFor(data, ...answer.ends)
    compare(`"${panel.short}"`, within(values, pictured, answer.ends), pictured)
  }
}

/**
 * Numbers, each replaced by the number that its step of the scale stands for if it has that step.
 *
 * @param {Float32Array} values
 * @param {Float32Array} pictured
 * @param {[low: number, high: number]} ends
 */
function within(values, pictured, [low, high]) {
  const half = (high - low) / 254 / 2
  return values.map((value, at) => {
    const off = Math.min(high, Math.max(low, value)) - pictured[at]
    return Math.abs(off) <= half ? pictured[at] : pictured[at] + off - Math.sign(off) * half
  })
}
