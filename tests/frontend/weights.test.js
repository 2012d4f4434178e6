// Parameters are fetched once; where they cannot be had, there is no preview, and no error.

import assert from "node:assert/strict"
import { afterEach, mock, test } from "node:test"

import { parametersAt } from "../../dlviz/ui/components/base/weights.js"

const answer = (values, ok = true) => ({ ok, arrayBuffer: async () => Float32Array.from(values).buffer })
let asked = []

/** Let the server give these answers, one after the other; an error is thrown. */
function serve(...answers) {
  asked = []
  globalThis.fetch = async (url) => {
    asked.push(String(url))
    const next = answers.shift()
    if (next instanceof Error) throw next
    return next
  }
}

afterEach(() => mock.timers.reset())

test("parameters are fetched once, from the server's base URL, whoever asks", async () => {
  serve(answer([1, 2, 3]))
  const both = [parametersAt("dlviz-weights/a", 3), parametersAt("dlviz-weights/a", 3)]
  for (const found of await Promise.all(both)) assert.deepEqual([...found], [1, 2, 3])
  assert.equal(asked.length, 1)
  assert.ok(asked[0].endsWith("/dlviz/dlviz-weights/a"), asked[0]) // three folders above base/weights.js
})

test("what cannot be had is null, and asked for again after a while", async () => {
  mock.timers.enable({ apis: ["Date"], now: 0 })
  serve(new TypeError("no network"), answer([1], false), answer([1, 2]), answer([1]))
  for (const path of ["broken", "missing", "short"]) {
    assert.equal(await parametersAt(path, 1), null)
    assert.equal(await parametersAt(path, 1), null)
  }
  assert.equal(asked.length, 3)
  mock.timers.setTime(30_000)
  assert.deepEqual([...(await parametersAt("broken", 1))], [1])
})

test("the oldest of many networks is forgotten", async () => {
  serve(...Array.from({ length: 6 }, () => answer([1])))
  for (const path of ["p", "q", "r", "s", "t", "t", "p"]) await parametersAt(path, 1)
  assert.equal(asked.length, 6)
})
