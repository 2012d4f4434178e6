// Follow networks' shapes as the browser does: layers as JSON from stdin; steps, problem, drawing as JSON.

import { readFileSync } from "node:fs"

import { computeShapes } from "../../dlviz/ui/components/base/shapes.js"
import { problemSentence } from "../../dlviz/ui/components/layer_problem/layer_problem.js"
import { blocksOf } from "../../dlviz/ui/components/network_drawing/blocks.js"
import { drawnNetwork } from "../../dlviz/ui/components/network_drawing/drawn_network.js"

const { networks, sentences, words, measures } = JSON.parse(readFileSync(0, "utf8"))
const results = networks.map(({ network, pieces }) => {
  const drawn = drawnNetwork(network, { pieces, words })
  const { steps, problem } = computeShapes(network)
  return {
    steps,
    why: problem?.why ?? null,
    sentence: problemSentence(network, sentences),
    drawn,
    blocks: blocksOf(drawn.pieces, measures),
  }
})
console.log(JSON.stringify(results))
