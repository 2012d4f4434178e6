// Over plain http browsers offer no navigator.clipboard; this replaces it by execCommand("copy").
if (!navigator.clipboard)
  Object.defineProperty(navigator, "clipboard", {
    value: {
      /** @param {string} text */
      async writeText(text) {
        const before = document.activeElement
        const box = document.createElement("textarea")
        box.value = text
        box.style.cssText = "position: fixed; opacity: 0"
        ;(before?.parentElement ?? document.body).append(box)
        box.select()
        const isCopied = document.execCommand("copy")
        box.remove()
        if (before instanceof HTMLElement) before.focus({ preventScroll: true })
        if (!isCopied) throw new Error("this browser cannot copy over plain http")
      },
    },
  })
