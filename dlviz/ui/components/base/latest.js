// Drops stale results: pictures decoded too late, and answers of the server to earlier messages.

/**
 * Decode data asynchronously and pass it to `take`, unless newer data has arrived meanwhile or the
 * component has ended.
 *
 * @template Next, Decoded
 * @param {(next: Next) => Promise<Decoded>} decode
 * @param {(next: Next, decoded: Decoded) => void} take
 * @param {import("./scope.js").Scope} scope
 * @returns {(next: Next) => Promise<void>}
 */
export function latestOnly(decode, take, scope) {
  let version = 0
  scope.atEnd(() => {
    version += 1
  })
  return async (/** @type {Next} */ next) => {
    const mine = (version += 1)
    let decoded
    try {
      decoded = await decode(next)
    } catch (error) {
      if (mine === version) throw error
      return
    }
    if (mine === version) take(next, decoded)
  }
}

/**
 * Detects answers of the server that belong to an earlier message than the last one sent.
 *
 * @param {number} patience Timeout in ms; after it, any answer is accepted.
 */
export function lateAnswers(patience) {
  /** @type {{value: unknown, until: number} | null} */
  let sent = null
  return {
    /** @param {unknown} value The value that is sent to the server. */
    sending(value) {
      sent = { value, until: performance.now() + patience }
    },
    /** @param {unknown} value The value in the server's answer. */
    isLate(value) {
      const isLate = sent !== null && value !== sent.value && performance.now() < sent.until
      if (!isLate) sent = null
      return isLate
    },
    forget() {
      sent = null
    },
  }
}
