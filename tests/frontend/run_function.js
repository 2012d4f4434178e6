// Call a function of a component's script many times: {"module", "name", "calls": [[argument, ...], ...]} as
// JSON from stdin, the results as JSON. Numbers that JSON lacks come as text: "NaN", "Infinity".

import { readFileSync } from "node:fs"

const { module, name, calls } = JSON.parse(readFileSync(0, "utf8"), (_, value) =>
  ["NaN", "Infinity", "-Infinity"].includes(value) ? Number(value) : value,
)
const script = await import(new URL(`../../dlviz/ui/components/${module}`, import.meta.url).href)
const results = calls.map((/** @type {unknown[]} */ call) => script[name](...call))
console.log(
  JSON.stringify(results, (_, value) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  ),
)
