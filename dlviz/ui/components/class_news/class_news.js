// Waits for news of the class with one open request, and tells the server when there are some.

import { made } from "../base/elements.js"
import { component } from "../base/lifecycle.js"

const FIRST = 1_000 // ms until a failed request is repeated, then twice as long each time
const LAST = 30_000
const LOST = 5_000 // ms after which the server is told again

/** @typedef {import("./messages.d.ts").Data} Data */

/** @type {number | null} Of this page, whoever shows the news: the pages that were opened already. */
let nGone = null

export default component(createNews)

/** @type {import("./messages.d.ts").Create} */
function createNews(root, server, _data, scope) {
  root.replaceChildren(made("span"))
  /** @type {Data} */
  let data
  /** @type {AbortController | null} */
  let open = null
  let over = "" // the key for which there is no such class any more
  let pause = FIRST
  let stopLater = () => {}

  /** @param {number} ms */
  function later(ms) {
    stopLater()
    stopLater = scope.later(ask, ms)
  }

  function stop() {
    stopLater()
    open?.abort()
    open = null
  }

  async function ask() {
    stop()
    const { room, seen, key } = data
    if (document.hidden || over === key) return
    const own = new AbortController()
    open = own
    const { now, wait } = await news(data, own.signal)
    if (open !== own) return // another request was made meanwhile, or the component has ended
    open = null
    if (now === null) {
      later(pause)
      pause = Math.min(2 * pause, LAST)
      return
    }
    pause = FIRST
    if (room !== data.room || seen !== data.seen) return // the answer is to an older question
    if (now === seen) {
      if (wait) later(1_000 * wait)
      else ask()
      return
    }
    if (now === "") over = key
    else later(LOST) // new data come before that, and ask
    server.report("heard", { now })
  }

  function go() {
    if (nGone !== null && data.n_gone > nGone) {
      const link = made("a", "", { href: address(data.go), "data-page-link": "" })
      root.append(link)
      link.click()
      link.remove()
    }
    nGone = data.n_gone
  }

  scope.listen(document, "visibilitychange", () => (document.hidden ? stop() : ask()))
  scope.listen(window, "pageshow", () => ask())
  scope.listen(window, "online", () => ask())
  scope.atEnd(stop)

  return {
    update(next) {
      const isNew = !data || next.seen !== data.seen || next.room !== data.room || next.key !== data.key
      data = next
      if (isNew || !open) ask()
      go()
    },
  }
}

/**
 * A page of the app; this file is served from .../_stcore/bidi-components/class_news/class_news.js.
 *
 * @param {string} path
 */
const address = (path) => new URL(`../../../${path}`, import.meta.url).href

/**
 * What there is now; `now` is null if the server could not be asked.
 *
 * @param {Data} data
 * @param {AbortSignal} signal
 * @returns {Promise<{now: string | null, wait: number}>}
 */
async function news({ path, header, room, key, seen }, signal) {
  const asked = new URLSearchParams({ room, seen })
  try {
    const answer = await fetch(`${address(path)}?${asked}`, {
      signal,
      headers: { [header]: key },
      cache: "no-store",
    })
    return answer.ok ? await answer.json() : { now: null, wait: 0 }
  } catch {
    return { now: null, wait: 0 }
  }
}
