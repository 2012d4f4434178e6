// Percentages have the same text as in Python.

import assert from "node:assert/strict"
import { test } from "node:test"

import { percent } from "../../dlviz/ui/components/base/percent.js"
import { table } from "./tables.js"

test("shares in percent", () => {
  for (const { share, text } of table("percents")) assert.equal(percent(share), text, `${share}`)
})
