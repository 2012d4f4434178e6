// Fetches the parameters of a network that are too many for a message: once, whoever asks.

const AGAIN = 30_000 // ms after a failure before the server is asked again
const MOST = 4 // networks kept

/** @typedef {{parameters: Promise<Float32Array | null>, until: number}} Fetched */

/** @type {Map<string, Fetched>} */
const fetched = new Map()

/**
 * The parameters at an address of this server; null if they cannot be had: a preview can be missing.
 *
 * @param {string} path Relative to the server's base URL; it contains the parameters' sum.
 * @param {number} count How many there are.
 * @returns {Promise<Float32Array | null>}
 */
export function parametersAt(path, count) {
  const known = fetched.get(path)
  if (known && Date.now() < known.until) return known.parameters
  const own = { parameters: received(path, count), until: Infinity }
  fetched.delete(path)
  fetched.set(path, own)
  if (fetched.size > MOST) fetched.delete([...fetched.keys()][0])
  own.parameters.then((parameters) => {
    if (!parameters) own.until = Date.now() + AGAIN
  })
  return own.parameters
}

/**
 * @param {string} path
 * @param {number} count
 */
async function received(path, count) {
  try {
    // This file is served from .../_stcore/bidi-components/base/weights.js.
    const answer = await fetch(new URL(`../../../${path}`, import.meta.url))
    const content = answer.ok ? await answer.arrayBuffer() : new ArrayBuffer(0)
    return content.byteLength === 4 * count ? new Float32Array(content) : null
  } catch {
    return null
  }
}
