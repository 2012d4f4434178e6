// The legend of a colour scale.

import { cells } from "./canvas.js"
import { made, put } from "./elements.js"

/**
 * A bar with all colours of a scale; `parts` are the low end's text, the bar and the high end's text.
 */
export function scaleBar() {
  /** @type {Uint8Array | null} */
  let painted = null // the table on the bar
  const [low, bar, high] = /** @type {const} */ ([made("span"), made("canvas"), made("span")])
  return {
    parts: /** @type {const} */ ([low, bar, high]),
    /**
     * Paint a table of RGB bytes and write the ends.
     *
     * @param {Uint8Array} scale
     * @param {string} least
     * @param {string} most
     */
    show(scale, least, most) {
      put(low, least)
      put(high, most)
      if (scale === painted) return
      painted = scale
      const steps = scale.length / 3
      cells(
        bar,
        Float32Array.from({ length: steps }, (_, step) => step),
        steps,
        scale,
        0,
        steps - 1,
      )
    },
  }
}
