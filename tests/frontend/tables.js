// Loads tables of test cases that the Python tests use too: tests/unit/test_frontend_tables.py.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"

/**
 * The cases of tests/data/<name>.json.
 *
 * @param {string} name
 * @returns {any[]}
 */
export function table(name) {
  const cases = JSON.parse(readFileSync(new URL(`../data/${name}.json`, import.meta.url), "utf8"))
  assert.ok(cases.length >= 5)
  return cases
}

/**
 * Fail unless two numbers are nearly equal.
 *
 * @param {number} found
 * @param {number} wanted
 * @param {string} [about]
 * @param {number} [within]
 */
export function near(found, wanted, about = "", within = 1e-6) {
  assert.ok(Math.abs(found - wanted) <= within, `${about}: ${found}, not ${wanted}`)
}
