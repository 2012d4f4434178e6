// Tests of the browser's number grammar; tests/unit/test_number_grammar.py uses the same cases for
// the server's.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

import { beginsNumber, parseNumber, readNumber } from "../../dlviz/ui/components/base/number_grammar.js"

const cases = JSON.parse(readFileSync(new URL("../data/numbers.json", import.meta.url), "utf8"))

for (const [text, value] of cases.read)
  test(`${JSON.stringify(text)} is ${value}`, () =>
    assert.deepEqual(parseNumber(text, 100, "weight"), { value, problem: "" }))

for (const [text, words] of cases.refused)
  test(`${JSON.stringify(text.slice(0, 50))} is refused`, () => {
    const { value, problem } = parseNumber(text, 100, "weight")
    assert.equal(value, null)
    assert.ok(problem.includes(words), problem)
  })

test("a number that a float cannot hold is infinite before its limits are known", () => {
  assert.equal(readNumber("-1e999").value, -Infinity)
  assert.equal(readNumber("1e999/1e999").value, Infinity)
  assert.match(
    parseNumber("256", 255, "pixel").problem,
    /beyond 255, the largest pixel here: \u2212255 to 255/,
  )
})

test("keys that begin a number open a cell for it, others do not", () => {
  for (const key of ["7", "-", "+", ".", ",", "\u2212", "\u2014", "\u00bd", "\u0663", "\uff15", "\u066b"])
    assert.ok(beginsNumber(key), key)
  for (const key of ["a", "e", "/", " ", "%", "Enter", "F2", "Tab", "\u200e", "\u00b2", ";"])
    assert.ok(!beginsNumber(key), key)
})
