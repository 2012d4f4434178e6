// Only the latest counts: of pictures that are decoded, of messages, of the server's answers.

/**
 * Take what comes after it is decoded, unless something newer has come by then.
 *
 * @template Next, Decoded
 * @param {(next: Next) => Promise<Decoded>} decode
 * @param {(next: Next, decoded: Decoded) => void} take
 * @returns {{(next: Next): Promise<void>, release: () => void}} After `release` nothing is taken.
 */
export function latestOnly(decode, take) {
  let version = 0
  const come = async (/** @type {Next} */ next) => {
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
  come.release = () => {
    version += 1
  }
  return come
}

/**
 * Call `send` at most every `interval` ms, always with the last state, at once when `now`.
 *
 * @param {() => void} send
 * @param {number} interval
 * @returns {(now: boolean) => void}
 */
export function throttle(send, interval) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  let last = 0
  const fire = () => {
    clearTimeout(timer)
    timer = undefined
    last = performance.now()
    send()
  }
  return (now) => {
    const wait = last + interval - performance.now()
    if (now || wait <= 0) fire()
    else timer ??= setTimeout(fire, wait)
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
