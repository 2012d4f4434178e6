// Run the browser's convolution: pictures, kernels and steps as JSON from stdin, the results as JSON.

import { readFileSync } from "node:fs"

import { correlate, planeOf } from "../../dlviz/ui/components/base/convolve.js"
import { levels } from "../../dlviz/ui/components/base/levels.js"
import { floats } from "../../dlviz/ui/components/base/numbers.js"

const { slides, scales } = JSON.parse(readFileSync(0, "utf8"))
const slid = slides.map((/** @type {any} */ { picture, channel, padding, kernel, stride, dilation }) => {
  const plane = planeOf({ ...picture, data: floats(picture.data) }, channel, padding)
  const found = correlate(plane, { ...kernel, weights: floats(kernel.weights) }, { stride, dilation })
  return { ...found, values: [...found.values] }
})
const steps = scales.map((/** @type {any} */ { values, low, high }) => [...levels(floats(values), low, high)])
console.log(JSON.stringify({ slid, steps }))
