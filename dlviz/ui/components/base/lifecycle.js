// The life of a component: one instance for each place on the page, from its first data to its end.

import { made } from "./elements.js"
import { ROOM } from "./room.js"
import { createScope } from "./scope.js"

const FAILED = "This picture could not be drawn. Change something on this page to draw it again."

/**
 * What an instance says to the server, by the records in its messages.py.
 *
 * @template States, Triggers
 * @typedef {object} Server
 * @property {<Name extends keyof States & string>(name: Name, value: States[Name]) => void} set Sets a state.
 * @property {<Name extends keyof States & string>(name: Name, value: Omit<States[Name], "sequence">) => void
 *   } report Sets a state to `value` with a running `sequence`, so that the same twice counts twice.
 * @property {<Name extends keyof Triggers & string>(name: Name, value: Triggers[Name]) => void} trigger Fires a
 *   trigger.
 */

/**
 * @template Data
 * @typedef {object} Instance
 * @property {(data: Data) => unknown} update Follows new data; an answer that it promises is waited for.
 * @property {() => void} [fit] Follows the room that the lecture display gives.
 * @property {() => void} [resized] Follows another size of the root, for the first time after `update`.
 * @property {() => void} [release] Ends what the scope does not end.
 */

/**
 * Makes an instance in `root`.
 *
 * @template Data, States, Triggers
 * @callback Create
 * @param {HTMLElement} root
 * @param {Server<States, Triggers>} server
 * @param {Data} data
 * @param {import("./scope.js").Scope} scope Ends timers, frames, observers and listeners on what is not the
 *   component's own.
 * @returns {Instance<Data>}
 */

/**
 * @template Data
 * @typedef {object} Mounted What Streamlit hands over, at first and with every update.
 * @property {HTMLElement} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/**
 * The default export of a component.
 *
 * Streamlit calls the cleanup also for an update that a newer one has overtaken, in the middle of
 * a stroke for instance. An instance ends only when its place has really left the page.
 *
 * An instance that throws says one sentence in its place, and the next data makes a new one.
 *
 * @template Data, States, Triggers
 * @param {Create<Data, States, Triggers>} create
 */
export function component(create) {
  /** @type {WeakMap<HTMLElement, Started<Data>>} */
  const instances = new WeakMap()
  return (/** @type {Mounted<Data>} */ mounted) => {
    const { parentElement: place, data } = mounted
    const root = /** @type {HTMLElement} */ (place.querySelector(".root"))
    let instance = instances.get(place)
    if (instance?.root !== root || instance.hasFailed) {
      // A new place, or Streamlit has written the place's HTML anew, as it may while it starts.
      instance?.end()
      instance = started(create, root, mounted)
      instances.set(place, instance)
    }
    const present = instance
    present.mounted = mounted
    present.update(data)
    return () =>
      setTimeout(() => {
        if (place.isConnected || instances.get(place) !== present) return
        instances.delete(place)
        present.end()
      })
  }
}

/**
 * @template Data
 * @typedef {object} Started An instance with what it was made from.
 * @property {HTMLElement} root
 * @property {Mounted<Data>} mounted The last one.
 * @property {boolean} hasFailed
 * @property {(data: Data) => unknown} update
 * @property {() => void} end
 */

/**
 * @template Data, States, Triggers
 * @param {Create<Data, States, Triggers>} create
 * @param {HTMLElement} root
 * @param {Mounted<Data>} mounted
 * @returns {Started<Data>}
 */
function started(create, root, mounted) {
  const instance = { root, mounted, hasFailed: false }
  let sequence = 0
  /** @type {Server<States, Triggers>} */
  const server = {
    set: (name, value) => instance.mounted.setStateValue(name, value),
    report: (name, value) => instance.mounted.setStateValue(name, { ...value, sequence: (sequence += 1) }),
    trigger: (name, value) => instance.mounted.setTriggerValue(name, value),
  }
  const scope = createScope()
  let isOver = false
  /** @type {Partial<Instance<Data>>} */
  let own = {}
  /**
   * @template {unknown[]} Given
   * @param {(...given: Given) => unknown} call
   */
  const guarded =
    (call) =>
    async (/** @type {Given} */ ...given) => {
      if (isOver) return
      try {
        await call(...given) // what is decoded first may fail later
      } catch (error) {
        fail(error)
      }
    }
  const fit = guarded(() => own.fit?.())

  /** @param {unknown} error */
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
  if (own.resized && !isOver) scope.watch(new ResizeObserver(guarded(() => own.resized?.()))).observe(root)
  if (own.fit && !isOver) scope.listen(window, ROOM, fit)
  root.toggleAttribute("data-fits", Boolean(own.fit))
  if (!isOver) root.translate = false // a translator would write old numbers over live ones
  return Object.assign(instance, { update: guarded((/** @type {Data} */ data) => own.update?.(data)), end })
}

/**
 * A function that says whether a value differs from the one before it.
 *
 * @returns {(value: unknown) => boolean} Compares values as JSON; true at first.
 */
export function changes() {
  /** @type {string | undefined} */
  let last
  return (value) => {
    const now = JSON.stringify(value)
    const isNew = now !== last
    last = now
    return isNew
  }
}
