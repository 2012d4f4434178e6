// Which state of a network on two inputs a component shows: the server's, the one under the visitor's
// hand, or one that its training went through since the last message.

import { edited } from "./forward.js"
import { floats } from "./numbers.js"
import { follow } from "./preview.js"
import { trailPlayer } from "./trail.js"

/** @typedef {import("./forward.js").Network} Network */

/**
 * The record `Moving` in messages.py.
 *
 * @typedef {object} Moving
 * @property {{sizes: number[], activations: string[], parameters: string}} network
 * @property {import("./plane_maps.js").Feature[]} features
 * @property {import("./preview.js").Place} preview
 * @property {import("./trail.js").State[]} trail
 * @property {number} pause
 */

/**
 * @param {import("./scope.js").Scope} scope
 * @param {() => void} show Called when `network` has changed other than by `takes`.
 */
export function movingNetwork(scope, show) {
  /** @type {Network} */
  let own
  /** @type {Network | null} */
  let played = null
  let isTaking = false
  /** @type {import("./preview.js").Followed<import("./forward.js").Edits>} */
  const hand = follow(scope, show)
  const player = trailPlayer(scope, ({ parameters }) => {
    played = { ...own, parameters: floats(parameters) }
    if (!isTaking) show()
  })
  return {
    /** @param {Moving} moving New data. */
    takes({ network, preview, trail, pause }) {
      own = { ...network, parameters: floats(network.parameters) }
      played = null
      hand.joins(preview)
      isTaking = true
      if (trail.length) player.play(trail, pause)
      else player.stop()
      isTaking = false
    },
    /** The network to show. */
    network() {
      const edits = hand.value()
      if (edits) return edited(own, edits)
      return played ?? own
    },
    /** Whether that is the network for which the server has sent its numbers. */
    isServers: () => hand.value() === null && played === null,
  }
}
