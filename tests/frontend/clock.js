// Fake timers, animation frames and a clock that tests advance, so that no test waits.

/**
 * Replace the real timers by the fake ones until `restore`.
 *
 * @returns {{ pass: (ms: number) => void, pending: () => number, restore: () => void }} `pending` counts
 *   the timers and frames that would still fire.
 */
export function clock() {
  const names = [
    "setTimeout",
    "clearTimeout",
    "setInterval",
    "clearInterval",
    "requestAnimationFrame",
    "cancelAnimationFrame",
  ]
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name))
  const performanceNow = performance.now
  const waiting = new Map() // by number: { at, every, call }
  let [now, last] = [1000, 0]

  const start = (call, ms = 0, every = null) => {
    waiting.set((last += 1), { at: now + Math.max(1, ms), every, call })
    return last
  }
  const stop = (timer) => void waiting.delete(timer)
  const own = [
    start,
    stop,
    (call, ms) => start(call, ms, Math.max(1, ms)),
    stop,
    (call) => start(() => call(now), 16),
    stop,
  ]
  names.forEach((name, index) =>
    Object.defineProperty(globalThis, name, { value: own[index], configurable: true, writable: true }),
  )
  performance.now = () => now

  function pass(ms) {
    const end = now + ms
    for (;;) {
      const next = [...waiting]
        .filter(([, { at }]) => at <= end)
        .sort(([, one], [, other]) => one.at - other.at)[0]
      if (!next) break
      const [timer, { at, every, call }] = next
      now = Math.max(now, at)
      if (every === null) waiting.delete(timer)
      else waiting.get(timer).at = at + every
      call()
    }
    now = end
  }

  function restore() {
    names.forEach((name, index) => {
      if (before[index]) Object.defineProperty(globalThis, name, before[index])
      else delete globalThis[name]
    })
    performance.now = performanceNow
  }

  return { pass, pending: () => waiting.size, restore }
}
