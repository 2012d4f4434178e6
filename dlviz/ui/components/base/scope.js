// Ends a component's timers, animation frames, event listeners and observers together with it.

import { whenLeft } from "./leaving.js"

const HIDDEN = 100 // ms; a hidden page has no frames

/** @typedef {() => void} Stop Ends one of them early; a second call, or one after the end, has no effect. */

/**
 * @typedef {object} Scope After `end`, its methods start nothing.
 * @property {(call: () => void, ms?: number) => Stop} later Calls once, after `ms` milliseconds.
 * @property {(call: () => void, ms: number) => Stop} every Calls every `ms` milliseconds.
 * @property {(call: () => void) => Stop} nextFrame Calls in the next animation frame.
 * @property {(call: () => void) => Stop} afterFrame Calls when the next frame has been painted; earlier if the
 *   page is left or the scope ends before.
 * @property {(call: () => void) => Stop} whenLeft Calls when the page is left, and when the scope ends, while
 *   messages can still be sent; also at other times, see leaving.js.
 * @property {(target: EventTarget, name: string, hear: (event: any) => void,
 *   options?: AddEventListenerOptions) => Stop} listen Listens to the document, the window or another
 *   element that outlives the component.
 * @property {<Observer extends { disconnect(): void }>(observer: Observer) => Observer} watch
 *   Disconnects the observer at the end.
 * @property {(call: () => void) => Stop} atEnd Calls when the scope ends.
 * @property {() => void} end
 */

/**
 * Create a scope; each instance of a component has its own.
 *
 * @returns {Scope}
 */
export function createScope() {
  /** @type {Set<Stop>} */
  const stops = new Set()
  /** @type {Set<() => void>} */
  const unsent = new Set()
  let isOver = false

  /** @type {(start: (done: () => void) => () => void) => Stop} */
  function started(start) {
    if (isOver) return () => {}
    const cancel = start(() => stops.delete(stop))
    /** @type {Stop} */
    const stop = () => {
      if (stops.delete(stop)) cancel()
    }
    stops.add(stop)
    return stop
  }

  /** @type {Scope["later"]} */
  const later = (call, ms = 0) =>
    started((done) => {
      const timer = setTimeout(() => {
        done()
        call()
      }, ms)
      return () => clearTimeout(timer)
    })

  /** @type {Scope["nextFrame"]} */
  const nextFrame = (call) =>
    started((done) => {
      const frame = requestAnimationFrame(() => {
        done()
        call()
      })
      return () => cancelAnimationFrame(frame)
    })

  /** @type {Scope["whenLeft"]} */
  const beforeLeaving = (call) =>
    started(() => {
      unsent.add(call)
      const stop = whenLeft(call)
      return () => {
        unsent.delete(call)
        stop()
      }
    })

  return {
    later,
    nextFrame,
    whenLeft: beforeLeaving,
    afterFrame(call) {
      let stopTimer = later(finish, HIDDEN)
      const stopFrame = nextFrame(() => {
        stopTimer()
        stopTimer = later(finish) // a task that begins after the frame
      })
      const stopLeaving = beforeLeaving(finish)
      function stop() {
        stopFrame()
        stopTimer()
        stopLeaving()
      }
      function finish() {
        stop()
        call()
      }
      return stop
    },
    every: (call, ms) =>
      started(() => {
        const timer = setInterval(call, ms)
        return () => clearInterval(timer)
      }),
    listen: (target, name, hear, options) =>
      started(() => {
        target.addEventListener(name, hear, options)
        return () => target.removeEventListener(name, hear, options)
      }),
    watch(observer) {
      started(() => () => observer.disconnect())
      if (isOver) observer.disconnect()
      return observer
    },
    atEnd: (call) => started(() => call),
    end() {
      for (const call of [...unsent].reverse()) attempt(call)
      isOver = true
      for (const stop of [...stops]) attempt(stop)
    },
  }
}

/** @param {() => void} call The others must still be called if it fails. */
function attempt(call) {
  try {
    call()
  } catch (error) {
    console.error(error)
  }
}
