// Run the browser's convolution on JSON from stdin: kernels that slide over pictures, numbers on scales,
// and response maps of a photo that the page foresees. The results are JSON too.

import { readFileSync } from "node:fs"

import { correlate, planeOf } from "../../dlviz/ui/components/base/convolve.js"
import { levels } from "../../dlviz/ui/components/base/levels.js"
import { floats } from "../../dlviz/ui/components/base/numbers.js"
import { createForesight } from "../../dlviz/ui/components/photo_panels/foreseen.js"

const { slides, scales, photos } = JSON.parse(readFileSync(0, "utf8"))
const unpacked = ({ data, ...own }) => ({ ...own, data: floats(data) })
const slid = slides.map(({ picture, channel, padding, kernel, stride, dilation }) => {
  const plane = planeOf(unpacked(picture), channel, padding)
  const found = correlate(plane, { ...kernel, weights: floats(kernel.weights) }, { stride, dilation })
  return { ...found, values: [...found.values] }
})
const steps = scales.map(({ values, low, high }) => [...levels(floats(values), low, high)])
const maps = photos.map(({ picture, data, turns }) => {
  const { foresee } = createForesight()
  const photo = unpacked(picture)
  return turns.map(({ kernels, mode }) =>
    foresee(photo, data, kernels, 1, mode)?.maps.map(({ panel, values }) => ({
      panel,
      steps: [...levels(values, ...panel.ends)],
    })),
  )
})
console.log(JSON.stringify({ slid, steps, maps }))
