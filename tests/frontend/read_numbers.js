// Parse a JSON list of texts from stdin with the browser's number grammar; write the results as JSON.

import { readFileSync } from "node:fs"

import { parseNumber } from "../../dlviz/ui/components/base/number_grammar.js"

const texts = JSON.parse(readFileSync(0, "utf8"))
console.log(JSON.stringify(texts.map((/** @type {string} */ text) => parseNumber(text, 100, "weight"))))
