// Run the browser's forward pass: networks and inputs as JSON from stdin, each layer's values as JSON.

import { readFileSync } from "node:fs"

import { forward } from "../../dlviz/ui/components/base/forward.js"
import { floats } from "../../dlviz/ui/components/base/numbers.js"

const all = JSON.parse(readFileSync(0, "utf8"))
const results = all.map(
  (/** @type {{network: any, inputs: string, rows: number}} */ { network, inputs, rows }) =>
    forward({ ...network, parameters: floats(network.parameters) }, floats(inputs), rows).map(
      ({ values }) => [...values],
    ),
)
console.log(
  JSON.stringify(results, (_, value) =>
    Number.isFinite(value) || typeof value !== "number" ? value : String(value),
  ),
)
