// Every component, on a fake DOM: whatever was done with it, no timer or listener survives its end.

import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { after, test } from "node:test"

import { clock } from "./clock.js"
import { fakePage } from "./fake_page.js"
import { RECORDS } from "./records.js"

const COMPONENTS = new URL("../../dlviz/ui/components/", import.meta.url)
const LASTING = ["history"] // it hears the browser's own buttons as long as the page is there
// What each of these has running at some time: without it the test would look at nothing.
const RUNNING = [
  "change_film",
  "drawing_pad",
  "kernel_film",
  "layer_numbers",
  "lecture",
  "live_figure",
  "network_view",
  "photo_panels",
  "picture_field",
  "pooling_grids",
  "question",
  "range_slider",
  "shifted_photo",
  "sliding_kernel",
  "surfaces",
  "weight_editor",
  "words",
]
const KEYS = ["ArrowRight", "ArrowDown", "ArrowLeft", "Enter", " ", "+", "Escape"]

const page = fakePage()
const time = clock()
after(() => time.restore())

const names = readdirSync(COMPONENTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => readdirSync(new URL(`${name}/`, COMPONENTS)).includes(`${name}.js`))

const settled = async () => {
  for (let round = 0; round < 10; round += 1) await new Promise(setImmediate)
}

/** An event as a mouse, a key or a wheel makes it. */
const event = (target, key) => ({
  target,
  key,
  clientX: 200,
  clientY: 100,
  deltaY: 1,
  pointerId: 1,
  pointerType: "mouse",
  button: 0,
  buttons: 1,
  shiftKey: false,
  ctrlKey: key === undefined,
  altKey: false,
  metaKey: false,
  preventDefault() {},
  stopPropagation() {},
  composedPath: () => [target],
})

/** Press, drag and type on everything; `look` is called after each. */
function use(root, look) {
  const press = (element, name, ...given) => {
    element[name]?.(event(element, ...given))
    look()
  }
  for (const element of [...root.all()]) {
    if (element.names.has("save")) continue // of files, not of the component's life
    for (const name of [
      "onpointerenter",
      "onfocus",
      "onpointerdown",
      "onpointermove",
      "onpointerup",
      "onclick",
      "ondblclick",
      "onwheel",
    ])
      press(element, name)
    element.value = "1"
    for (const name of ["oninput", "onchange"]) press(element, name)
    for (const key of KEYS) press(element, "onkeydown", key)
  }
  for (const key of KEYS) {
    press(root, "onkeydown", key)
    for (const [name, hear] of [...document.heard]) if (name === "keydown") hear(event(document.body, key))
    look()
  }
}

test("every component has a record here", () => {
  assert.deepEqual(Object.keys(RECORDS).sort(), names.filter((name) => !LASTING.includes(name)).sort())
})

/** What the next data have that sets something in motion, by component. */
const NEXT = { picture_field: { mode: "cloud" } }

/** A component on a page, as Streamlit places it. */
async function mounted(name) {
  const { default: render } = await import(new URL(`${name}/${name}.js`, COMPONENTS))
  const place = page.place()
  const says = []
  const say = (state, value) => says.push([state, value])
  const data = () => ({ file_name: "a.png", ...structuredClone(RECORDS[name]) })
  let cleanup
  async function update(more = {}) {
    const next = { ...data(), ...more }
    cleanup = render({ parentElement: place, data: next, setStateValue: say, setTriggerValue: say })
    await settled()
  }
  async function end() {
    place.isConnected = false
    cleanup()
    time.pass(1)
    await settled()
    assert.equal(time.pending(), 0, "timers and frames")
    assert.deepEqual(page.left(), [])
    const said = says.length
    time.pass(10_000)
    assert.equal(says.length, said, "the server hears nothing more")
  }
  await update()
  return { root: place.children[0], update, end }
}

for (const name of Object.keys(RECORDS))
  test(`nothing of ${name} runs on after its end`, async (context) => {
    const failures = []
    context.mock.method(console, "error", (problem) => failures.push(problem))
    let hasRun = false
    const look = () => (hasRun ||= time.pending() > 0)
    const still = await mounted(name) // and only new data comes
    look()
    await still.update(NEXT[name])
    look()
    await still.end()
    const used = await mounted(name)
    use(used.root, look)
    time.pass(300)
    await used.update()
    use(used.root, look)
    await used.end()
    assert.deepEqual(failures, [], "it is drawn without an error")
    if (RUNNING.includes(name)) assert.ok(hasRun, "something has run")
  })

test("pictures that an answer leaves where they are schedule no frame", async () => {
  const field = await mounted("picture_field")
  await field.update({ identity: "b" })
  assert.equal(time.pending(), 0)
  await field.update(NEXT.picture_field)
  assert.ok(time.pending() > 0)
  await field.end()
})
