// A network on two inputs that a hand or a training changes: its maps, its panels, its trail.

import assert from "node:assert/strict"
import { after, test } from "node:test"

import { biasOf, edited, weightOf } from "../../dlviz/ui/components/base/forward.js"
import { movingNetwork } from "../../dlviz/ui/components/base/moving.js"
import { featuresOn, signedLimit, unitsOn } from "../../dlviz/ui/components/base/plane_maps.js"
import { publish } from "../../dlviz/ui/components/base/preview.js"
import { createScope } from "../../dlviz/ui/components/base/scope.js"
import { coarser, quantised } from "../../dlviz/ui/components/points_view/maps.js"
import { cooked, limitOf, runs } from "../../dlviz/ui/components/surfaces/recipes.js"
import { changedParameters } from "../../dlviz/ui/components/weight_editor/settings.js"
import { clock } from "./clock.js"

const time = clock()
after(() => time.restore())

const base64 = (...values) => Buffer.from(Float32Array.from(values).buffer).toString("base64")
const PLAIN = [
  { first: 1, second: 0, is_sine: false },
  { first: 0, second: 1, is_sine: false },
]
const PARAMETERS = [1, 1, 1, -1, 0, 0, 1 / 4, -1 / 4, 0]
const PRODUCT = { sizes: [2, 2, 1], activations: ["square", "identity"], parameters: PARAMETERS }
const moving = (own = {}) => ({
  network: { ...PRODUCT, parameters: base64(...PARAMETERS) },
  features: PLAIN,
  preview: { hand: "weights", answered: 0 },
  trail: [],
  pause: 0.2,
  ...own,
})

test("the plane's features run along x1 first and upwards", () => {
  const all = [...PLAIN, { first: 1, second: 1, is_sine: false }, { first: 2, second: 0, is_sine: true }]
  const found = featuresOn(all, 3, 2)
  assert.deepEqual([...found.slice(0, 4)], [-2, -2, 4, Math.sin(4)])
  assert.deepEqual([...found.slice(4, 7)], [0, -2, -0])
  assert.deepEqual([...found.slice(-4, -1)], [2, 2, 4])
})

test("units on the plane, and the panels made of them", () => {
  const inputs = featuresOn(PLAIN, 3, 2)
  const [hidden, [output]] = unitsOn(PRODUCT, inputs)
  assert.deepEqual([...hidden[0]], [16, 4, 0, 4, 0, 4, 0, 4, 16])
  assert.deepEqual([...output], [4, 0, -4, 0, 0, 0, -4, 0, 4])
  const target = Float32Array.from(output, (value) => value + 1)
  const panel = (recipe) => ({ recipe })
  const made = { output: false, units: [], bias: false, minus: null }
  const panels = [
    panel({ ...made, output: true }),
    panel(null),
    panel({ ...made, output: true, minus: 1 }),
    panel({ ...made, units: [1] }),
    panel({ ...made, units: [0, 1], bias: true }),
  ]
  const empty = new Float32Array(9)
  const found = cooked(panels, [empty, target, empty, empty, empty], PRODUCT, inputs)
  assert.deepEqual([...found[2]], Array(9).fill(-1))
  assert.deepEqual([...found[3]].slice(0, 3), [0, -1, -4])
  assert.deepEqual([...found[4]], [...output])
  assert.equal(limitOf({ limit: 7, least_limit: null, panels }, found), 7)
  assert.equal(limitOf({ limit: 7, least_limit: 3, panels }, found), 4)
  assert.equal(runs(output), "from −4 to 4")
})

test("the outputs are computed once for all who ask, and anew for other weights or another grid", () => {
  const inputs = featuresOn(PLAIN, 5, 2)
  const network = { ...PRODUCT, parameters: Float32Array.from(PRODUCT.parameters) }
  const found = unitsOn(network, inputs)
  assert.equal(unitsOn({ ...network, parameters: network.parameters.slice() }, inputs), found)
  assert.notEqual(unitsOn(network, inputs.slice()), found)
  const again = unitsOn(network, inputs)
  network.parameters[0] += 1
  assert.notDeepEqual(unitsOn(network, inputs), again)
  assert.notEqual(
    unitsOn({ ...network, activations: ["tanh", "identity"] }, inputs),
    unitsOn(network, inputs),
  )
})

test("a range clips nothing finite, and zeros have one too", () => {
  assert.equal(signedLimit([Float64Array.of(1, -3, Infinity, NaN)]), 3)
  assert.equal(signedLimit([Float64Array.of(0)]), 1)
})

test("maps as bytes: the largest second input on top, the infinite at the ends", () => {
  assert.deepEqual([...quantised([0, 1, -1, 9], 1, 2)], [0, 254, 127, 254])
  assert.deepEqual([...quantised([NaN, -Infinity, 0.5, Infinity], 1, 2)], [191, 254, 127, 0])
})

test("a coarser grid has every second point", () => {
  const fine = Float64Array.from({ length: 25 }, (_, at) => at)
  assert.deepEqual([...coarser(fine, 5, 2)], [0, 2, 4, 10, 12, 14, 20, 22, 24])
})

test("single parameters: read, and changed without touching the network", () => {
  assert.equal(weightOf(PRODUCT, 0, 1, 1), -1)
  assert.equal(weightOf(PRODUCT, 1, 1, 0), -1 / 4)
  assert.equal(biasOf({ ...PRODUCT, parameters: [0, 0, 0, 0, 5, 6, 0, 0, 7] }, 1, 1), 6)
  assert.equal(biasOf({ ...PRODUCT, parameters: [0, 0, 0, 0, 5, 6, 0, 0, 7] }, 2, 0), 7)
  const other = edited(PRODUCT, { places: [7, 99], values: [1 / 4, 1] })
  assert.deepEqual([other.parameters[7], PARAMETERS[7], other.parameters.length], [1 / 4, -1 / 4, 9])
})

test("a value sets parameters, straight or as a power of e", () => {
  const sets = [
    { place: 0, plus: 0, times: 1, rate: 1 },
    { place: 1, plus: 0, times: -1, rate: -1 },
    { place: 2, plus: 0.25, times: 0, rate: 0 },
    { place: 3, plus: 1, times: 2, rate: 0 },
  ]
  assert.deepEqual(changedParameters(sets, 1.5), [
    [0, Math.exp(1.5)],
    [1, -Math.exp(-1.5)],
    [2, 0.25],
    [3, 4],
  ])
})

test("the network under a hand is shown until the server has answered", () => {
  let shown = 0
  const own = movingNetwork(createScope(), () => {
    shown += 1
  })
  own.takes(moving())
  assert.ok(own.isServers())
  const change = publish("weights", { places: [7], values: [1 / 4] })
  assert.equal(shown, 0)
  time.pass(20)
  assert.equal(shown, 1)
  assert.ok(!own.isServers())
  assert.equal(own.network().parameters[7], 1 / 4)
  own.takes(moving())
  assert.equal(own.network().parameters[7], 1 / 4)
  own.takes(moving({ preview: { hand: "weights", answered: change } }))
  assert.ok(own.isServers())
  assert.equal(own.network().parameters[7], -1 / 4)
})

test("the states of a training are played one after the other, each once", () => {
  const seen = []
  const own = movingNetwork(createScope(), () => seen.push(own.network().parameters[0]))
  const state = (step) => ({ step, parameters: base64(...PARAMETERS.with(0, step)) })
  own.takes(moving({ trail: [state(1), state(2)], preview: { hand: "none", answered: 0 } }))
  assert.equal(own.network().parameters[0], 1) // the first at once, without a call
  assert.ok(!own.isServers())
  time.pass(150)
  assert.deepEqual(seen, [2])
  own.takes(
    moving({ trail: [state(1), state(2), state(3), state(4)], preview: { hand: "none", answered: 0 } }),
  )
  assert.equal(own.network().parameters[0], 3)
  own.takes(moving({ preview: { hand: "none", answered: 0 } }))
  time.pass(500)
  assert.deepEqual(seen, [2])
  assert.ok(own.isServers())
})
