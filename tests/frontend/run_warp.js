// Warp pictures with the browser's script: parts, pictures and ranges as JSON from stdin, results as JSON.

import { readFileSync } from "node:fs"

import { ranged, stepOf, valuesOf } from "../../dlviz/ui/components/base/affine.js"
import { doubles, floats } from "../../dlviz/ui/components/base/numbers.js"
import { warped, warpedAtOnce } from "../../dlviz/ui/components/base/warp.js"

const all = JSON.parse(readFileSync(0, "utf8"))
const results = all.map((/** @type {any} */ { parts, picture, size, ranges, copy, atOnce }) => {
  const own = parts.map((/** @type {any} */ part, /** @type {number} */ place) =>
    ranged(
      { ...part, numbers: part.numbers && doubles(part.numbers), values: doubles(part.values) },
      ranges[place],
    ),
  )
  const steps = own.map((/** @type {any} */ part) => stepOf(part, copy, size))
  const given = { ...picture, data: floats(picture.data) }
  const { data } = atOnce ? warpedAtOnce(given, steps, size) : warped(given, steps)
  return { values: own.map((/** @type {any} */ part) => valuesOf(part, copy)), data: [...data] }
})
console.log(JSON.stringify(results))
