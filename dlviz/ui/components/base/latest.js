// Only the latest counts: of pictures that are decoded, of messages, of the server's answers.

/**
 * Take what comes after it is decoded, unless something newer has come by then or the component has
 * ended.
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
 * Call `send` at most every `interval` ms, always with the last state, at once when `now`. What still
 * waits when the component ends is not sent.
 *
 * @param {() => void} send
 * @param {number} interval
 * @param {import("./scope.js").Scope} scope
 * @returns {(now: boolean) => void}
 */
export function throttle(send, interval, scope) {
  /** @type {import("./scope.js").Stop | null} */
  let stop = null
  let last = 0
  const fire = () => {
    stop?.()
    stop = null
    last = performance.now()
    send()
  }
  return (now) => {
    const wait = last + interval - performance.now()
    if (now || wait <= 0) fire()
    else stop ??= scope.later(fire, wait)
  }
}

/**
 * Tells an answer of the server to an earlier message from one to the last.
 *
 * @param {number} patience ms after which any answer counts, whatever was sent.
 */
export function lateAnswers(patience) {
  /** @type {{value: unknown, until: number} | null} */
  let sent = null
  return {
    /** @param {unknown} value What the server is told. */
    sending(value) {
      sent = { value, until: performance.now() + patience }
    },
    /** @param {unknown} value What the server says. */
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
