// The life of a component: one instance for each place on the page, from its first data to its end.

import { made } from "./elements.js"
import { ROOM } from "./room.js"
import { createScope } from "./scope.js"

const FAILED = "This picture could not be drawn. It comes back with the next change on this page."

/**
 * @typedef {object} Server What an instance says to the server.
 * @property {(name: string, value: unknown) => void} set Sets a state.
 * @property {(name: string, value: object) => void} report Sets a state to `value` with a running
 *   `sequence`, so that the same twice counts twice.
 * @property {(name: string, value: unknown) => void} trigger Fires a trigger.
 */

/**
 * @typedef {object} Instance
 * @property {(data: any) => void} update Follows new data.
 * @property {() => void} [fit] Follows the room that the lecture display gives.
 * @property {() => void} [resized] Follows another size of the root, for the first time after `update`.
 * @property {() => void} [release] Ends what the scope does not end.
 */

/**
 * The default export of a component.
 *
 * Streamlit calls the cleanup also for an update that a newer one has overtaken, in the middle of
 * a stroke for instance. An instance ends only when its place has really left the page.
 *
 * An instance that throws says one sentence in its place, and the next data makes a new one.
 *
 * @param {(root: HTMLElement, server: Server, data: any, scope: import("./scope.js").Scope) => Instance}
 *   create Makes an instance. Its timers, frames, observers and listeners on what is not its own go
 *   through `scope`, which ends them with the instance.
 */
export function component(create) {
  const instances = new WeakMap()
  return (mounted) => {
    const { parentElement: place, data } = mounted
    const root = place.querySelector(".root")
    let instance = instances.get(place)
    if (instance?.root !== root || instance.hasFailed) {
      // A new place, or Streamlit has written the place's HTML anew, as it may while it starts.
      instance?.end()
      instance = started(create, root, mounted)
      instances.set(place, instance)
    }
    instance.mounted = mounted
    instance.update(data)
    return () =>
      setTimeout(() => {
        if (place.isConnected || instances.get(place) !== instance) return
        instances.delete(place)
        instance.end()
      })
  }
}

function started(create, root, mounted) {
  const instance = { root, mounted, hasFailed: false }
  let sequence = 0
  const server = {
    set: (name, value) => instance.mounted.setStateValue(name, value),
    report: (name, value) => server.set(name, { ...value, sequence: (sequence += 1) }),
    trigger: (name, value) => instance.mounted.setTriggerValue(name, value),
  }
  const scope = createScope()
  let isOver = false
  let own = {}
  const guarded = (call) => async (...given) => {
    if (isOver) return
    try {
      await call(...given) // what is decoded first may fail later
    } catch (error) {
      fail(error)
    }
  }
  const fit = guarded(() => own.fit())

  function fail(error) {
    if (isOver) return
    console.error(error)
    end()
    instance.hasFailed = true
    root.className = "root"
    for (const name of root.getAttributeNames()) if (name !== "class") root.removeAttribute(name)
    root.replaceChildren(made("p", "problem", { role: "alert" }, FAILED))
  }

  function end() {
    if (isOver) return
    isOver = true
    scope.end()
    try {
      own.release?.()
    } catch (error) {
      console.error(error)
    }
  }

  try {
    own = create(root, server, mounted.data, scope)
  } catch (error) {
    fail(error)
  }
  if (own.resized && !isOver) scope.watch(new ResizeObserver(guarded(() => own.resized()))).observe(root)
  if (own.fit && !isOver) scope.listen(window, ROOM, fit)
  root.toggleAttribute("data-fits", Boolean(own.fit))
  if (!isOver) root.translate = false // a translator would write old numbers over live ones
  return Object.assign(instance, { update: guarded((data) => own.update(data)), end })
}

/**
 * A function that says whether a value differs from the one before it.
 *
 * @returns {(value: unknown) => boolean} Compares values as JSON; true at first.
 */
export function changes() {
  let last = null
  return (value) => {
    const now = JSON.stringify(value)
    const isNew = now !== last
    last = now
    return isNew
  }
}
