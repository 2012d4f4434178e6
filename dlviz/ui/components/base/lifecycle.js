// The lifecycle of a component: creates one instance per place on the page, passes data to it, and
// ends it when its place is removed.

import { made } from "./elements.js"
import { isRestored, noteSent, takeUnanswered, takeUnsent, whenRenewed } from "./leaving.js"
import { completed } from "./once.js"
import { ROOM } from "./room.js"
import { createScope } from "./scope.js"

const RESTORED = 500 // ms
const NEEDS = "needs" // the trigger of a component that lacks a text which was sent before
const FAILED = "This picture could not be drawn. Change something on this page to draw it again."

/**
 * What an instance can send to the server; the types come from the component's messages.py.
 *
 * @template States, Triggers
 * @typedef {object} Server
 * @property {<Name extends keyof States & string>(name: Name, value: States[Name]) => void} set Sets a state.
 * @property {<Name extends keyof States & string>(name: Name, value: Omit<States[Name], "sequence">) => void
 *   } report Sets a state to `value` with a counter `sequence`, so that equal values count as two messages.
 * @property {<Name extends keyof Triggers & string>(name: Name, value: Triggers[Name]) => void} trigger Fires a
 *   trigger.
 */

/**
 * @template Data
 * @typedef {object} Instance
 * @property {(data: Data) => unknown} update Shows new data; a promise that it returns is awaited.
 * @property {() => void} [fit] Called when the lecture display changes the available room.
 * @property {() => void} [resized] Called when the root's size changes, first after `update`.
 * @property {(name: string, value: any) => void} [resume] Takes a state that was sent while the page was left;
 *   without it, the server gets the state again.
 * @property {() => void} [release] Frees what the scope does not free.
 */

/**
 * Makes an instance in `root`.
 *
 * @template Data, States, Triggers
 * @callback Create
 * @param {HTMLElement} root
 * @param {Server<States, Triggers>} server
 * @param {Data} data
 * @param {import("./scope.js").Scope} scope For timers, animation frames, observers, and event listeners on
 *   elements outside the component; they end with the component.
 * @returns {Instance<Data>}
 */

/**
 * @template Data
 * @typedef {object} Mounted What Streamlit passes to a component, at first and with every update.
 * @property {HTMLElement} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/**
 * The default export of a component.
 *
 * Streamlit also calls the cleanup when a newer update replaces an older one, for instance in the
 * middle of a stroke. So an instance ends only when its place has really been removed from the page.
 *
 * If an instance throws, an error sentence replaces it, and the next data creates a new instance.
 *
 * @template Data, States, Triggers
 * @param {Create<Data, States, Triggers>} create
 */
export function component(create) {
  /** @type {WeakMap<HTMLElement, Started<Data>>} */
  const instances = new WeakMap()
  return (/** @type {Mounted<Data>} */ arrived) => {
    const { parentElement: place } = arrived
    const whole = completed(arrived.data)
    if (!whole) {
      arrived.setTriggerValue(NEEDS, true) // the answer has everything
      return () => endIfGone(place, instances.get(place))
    }
    const { data } = whole
    const mounted = { ...arrived, data }
    const root = /** @type {HTMLElement} */ (place.querySelector(".root"))
    let instance = instances.get(place)
    if (instance?.root !== root || instance.hasFailed) {
      // A new place, or Streamlit has replaced the place's HTML, as it may do while it starts.
      instance?.end()
      instance = started(create, root, mounted)
      instances.set(place, instance)
    }
    const present = instance
    present.mounted = mounted
    present.update(data)
    present.resume()
    return () => endIfGone(place, present)
  }

  /**
   * @param {HTMLElement} place
   * @param {Started<Data> | undefined} present Its instance.
   */
  function endIfGone(place, present) {
    setTimeout(() => {
      if (place.isConnected || !present || instances.get(place) !== present) return
      instances.delete(place)
      present.end()
    })
  }
}

/**
 * @template Data
 * @typedef {object} Started An instance, with the root and the data that it was created from.
 * @property {HTMLElement} root
 * @property {Mounted<Data>} mounted The last update from Streamlit.
 * @property {boolean} hasFailed
 * @property {(data: Data) => unknown} update
 * @property {() => unknown} resume Sends what was sent while the page was left, once.
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
    set(name, value) {
      noteSent(nameOf(instance.mounted.data), name, value)
      instance.mounted.setStateValue(name, value)
    },
    report: (name, value) => server.set(name, /** @type {any} */ ({ ...value, sequence: (sequence += 1) })),
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
        await call(...given) // asynchronous decoding may fail later
      } catch (error) {
        fail(error)
      }
    }
  const fit = guarded(() => own.fit?.())
  // The data of the run that has restored everything follow soon; a message that names their stamp comes after.
  const restored = () => scope.later(resume, RESTORED)
  const resume = guarded(() => {
    const { data } = instance.mounted
    if (!isRestored(restored)) return
    for (const [name, value] of Object.entries(takeUnsent(nameOf(data)))) {
      if (own.resume) own.resume(name, value)
      else server.set(/** @type {any} */ (name), /** @type {any} */ (withStamp(value, data)))
    }
  })

  // With a number of its own the answer replaces what the component shows, which is the new session's.
  const resend = guarded(() => {
    const { data } = instance.mounted
    const lost = own.resume ? null : takeUnanswered(nameOf(data))
    const value = lost && withStamp({ ...lost.value, change: lost.value.change + 1 }, data)
    if (lost) server.set(/** @type {any} */ (lost.name), /** @type {any} */ (value))
  })
  let isRenewed = false // a new session knows this tab, but may not have come to this component yet
  const renewed = () => {
    if (isRenewed) scope.later(resend, RESTORED)
    isRenewed = false
  }
  scope.atEnd(
    whenRenewed(() => {
      isRenewed = true
    }),
  )

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
  if (!isOver) root.translate = false // a page translator would replace live numbers by old ones
  const update = guarded((/** @type {Data} */ data) => {
    renewed()
    return own.update?.(data)
  })
  return Object.assign(instance, { update, resume, end })
}

/**
 * The name of a component on its page.
 *
 * @param {unknown} data
 */
const nameOf = (data) => String(/** @type {{file_name?: string} | null} */ (data)?.file_name ?? "")

/**
 * A message that belongs to the data that are on screen now.
 *
 * @param {unknown} value
 * @param {unknown} data
 */
function withStamp(value, data) {
  const { stamp } = /** @type {{stamp?: number}} */ (data ?? {})
  if (typeof value !== "object" || value === null || stamp === undefined || !("stamp" in value)) return value
  return { ...value, stamp }
}

/**
 * A function that tells whether a value differs from that of the previous call.
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
