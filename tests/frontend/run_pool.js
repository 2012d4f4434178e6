// Pool with the browser's script: numbers, windows and kinds as JSON from stdin, the results as JSON.

import { readFileSync } from "node:fs"

import { pooled } from "../../dlviz/ui/components/base/pool.js"
import { written } from "../../dlviz/ui/components/base/written.js"

const all = JSON.parse(readFileSync(0, "utf8"))
const results = all.map(
  (/** @type {{numbers: number[], windows: number[][], kind: string, counts: boolean}} */ own) => {
    const { output, winners, gradient } = pooled(own.numbers, own.windows, own.kind, own.counts)
    const texts = [...output, ...gradient].map((value) => written(value))
    return { output: [...output], winners: [...winners], gradient: [...gradient], texts }
  },
)
console.log(JSON.stringify(results))
