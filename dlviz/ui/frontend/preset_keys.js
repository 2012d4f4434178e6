// The arrow keys walk through the page's presets, as a clicker for slides does: it sends these keys
// or Page up and Page down. Where a control has the keys, they stay the control's.
import { component } from "./shared.js"

const STEPS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }
const LOOK = 40 // ms

export default component((root) => {
  let chosen = -1
  let timer = null

  const buttons = () => [...document.querySelectorAll(".st-key-frame_presets button")]

  // Two presets that reach the server together would both count, the older one perhaps last: while
  // it computes, keys only count up, and then the newest preset is pressed.
  const press = () => {
    if (document.querySelector("[data-test-script-state=running]")) return
    clearInterval(timer)
    timer = null
    buttons()[chosen]?.click()
  }

  const walk = (event) => {
    const step = STEPS[event.key]
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const active = document.activeElement
    if (active && active !== document.body && !active.closest(".st-key-frame_presets")) return
    const count = buttons().length
    if (!count) return
    event.preventDefault()
    chosen = Math.max(0, Math.min(count - 1, chosen + step))
    if (timer === null) timer = setInterval(press, LOOK)
  }
  document.addEventListener("keydown", walk)
  root.dataset.hears = "keys" // from now on
  return {
    update() {},
    release() {
      clearInterval(timer)
      document.removeEventListener("keydown", walk)
    },
  }
})
