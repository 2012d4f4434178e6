// Read texts as the browser does: a JSON list on stdin, of each its value or its refusal on stdout.

import { readFileSync } from "node:fs"

import { parseNumber } from "../../dlviz/ui/components/base/number_grammar.js"

const texts = JSON.parse(readFileSync(0, "utf8"))
console.log(JSON.stringify(texts.map((/** @type {string} */ text) => parseNumber(text, 100, "weight"))))
