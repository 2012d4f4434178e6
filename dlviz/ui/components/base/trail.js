// Plays the states that a training went through since the last message, at an even pace, so that the
// picture moves between two messages. They are states that the network had, not interpolated ones.

/**
 * @typedef {object} State
 * @property {number} step Number of the training step.
 * @property {string} parameters Float32 in base64.
 */

/**
 * @param {import("./scope.js").Scope} scope
 * @param {(state: State) => void} show Called for each state.
 */
export function trailPlayer(scope, show) {
  /** @type {import("./scope.js").Stop[]} */
  let pending = []
  let last = -1
  return {
    /**
     * Play the states that have not been shown, the first at once; drop what is left of the trail before.
     *
     * @param {State[]} states Oldest first.
     * @param {number} seconds Until the next message.
     */
    play(states, seconds) {
      this.stop()
      const newest = states[states.length - 1].step
      const isNew = newest < last // the training began anew
      const fresh = states.filter(({ step }) => isNew || step > last)
      const shown = fresh.length ? fresh : states.slice(-1)
      shown.forEach((state, at) => {
        const now = () => {
          last = state.step
          show(state)
        }
        if (at === 0) now()
        else pending.push(scope.later(now, (1000 * seconds * at) / shown.length))
      })
    },
    stop() {
      for (const stop of pending) stop()
      pending = []
    },
  }
}
