// The arrow keys walk through the page's presets, as a clicker for slides does: it sends these keys
// or Page up and Page down. Where a control has the keys, they stay the control's.
import { component } from "./shared.js"

const STEPS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }

export default component(() => {
  let chosen = -1

  const walk = (event) => {
    const step = STEPS[event.key]
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const active = document.activeElement
    if (active && active !== document.body && !active.closest(".st-key-frame_presets")) return
    const buttons = [...document.querySelectorAll(".st-key-frame_presets button")]
    if (!buttons.length) return
    event.preventDefault()
    chosen = Math.max(0, Math.min(buttons.length - 1, chosen + step))
    buttons[chosen].click()
  }
  document.addEventListener("keydown", walk)
  return {
    update() {},
    release() {
      document.removeEventListener("keydown", walk)
    },
  }
})
