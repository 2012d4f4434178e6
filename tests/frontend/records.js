// The least that each component needs to be drawn, as Python sends it.

import { table } from "./tables.js"

const base64 = (values) => Buffer.from(values.buffer).toString("base64")
const floats = (...values) => base64(Float32Array.from(values))
const shorts = (...values) => base64(Int16Array.from(values))
const SCALE = base64(Uint8Array.from({ length: 9 }, (_, index) => 28 * index))
const BYTES = base64(Uint8Array.of(0, 127, 200, 254))
const COLOURS = { positive: "#ff8000", negative: "#0080ff", neutral: "#808080", copy: "#ff8000", misread: "#0080ff", other: "#808080", strong: "#ff8000", plain: "#808080" }
const [GREY, , RGB, PALETTE] = table("png").map(({ file }) => file)
const grid = (title, rows, columns, own = {}) => {
  const values = Array.from({ length: rows * columns }, (_, index) => index - 1)
  return { title, rows, columns, texts: values.map(String), values, limit: 3, editable: true, ...own }
}

const sheet = { title: "Maps", png: PALETTE, columns: 1, count: 1, height: 4, width: 3, noun: "Map", names: [], captions: [],
  dead: [], tall: 27, share: 1, linked: true, kind: "signed", low: floats(-1), high: floats(1), ends: ["−1", "1"], alt: "a map" }
const plane = { side: 2, high: 1, title: "f", map: BYTES }
const layer = (title, own) => ({ title, subtitle: "", unit: "unit", rows: 2, columns: 2, cell: 5, scale: "ink", low: 0, high: 1,
  values: floats(0, 0.5, 1, 0), alt: title, ...own })

/** By the name of the component; "" stands for the data of the page itself. */
export const RECORDS = {
  answer_cards: { identity: "a", narrowest: 0, colours: COLOURS, cards: [{ title: "Card", tall: 0, beside: true,
    pictures: [{ jpeg: "", alt: "a photo", title: "Photo", wide: 1 }],
    lists: [{ title: "Answers", rows: [{ label: "cat", share: 0.5, text: "50%", strong: true, colour: "" }] }] }] },
  change_film: { identity: "a", title: "Zoom", alt: "a photo", curve_alt: "a curve", texts: ["1", "2", "3"],
    firsts: ["cat", "dog", "cat"], padding: [0, 0.2, 0], winners: [0, -1, 0], changes: [1],
    classes: [{ name: "cat", colour: "#ff8000" }], shares: floats(0.9, 0.2, 0.8), frames: ["", "", ""],
    ticks: [{ at: 0, text: "1" }], neutral: 1, at: 0 },
  drawing_pad: { name: "pad", pen_width: 18, received: null,
    sample: { name: "a", strokes: [[[1, 1], [9, 9]]], width: 12 } },
  kernel_film: { identity: "a", side: 2, kernels: floats(0, 0, 0, 0, 1, 2, 3, 4), hidden: floats(1, 2, 3, 4),
    patch: floats(1, 2, 3, 4, 5, 6, 7, 8, 9), limit: 4, steps: [0, 10], train: [1, 0.1], test: [1, 0.2],
    distance: [1, 0.1], scale: SCALE, colours: COLOURS, alt: "a film" },
  kernel_grid: { scale: SCALE, limit: 3, problem: "", kernels: [grid("Kernel", 2, 2), { ...grid("Large", 2, 2), texts: [] }] },
  lecture: { selectors: Object.fromEntries(["main", "header", "vertical", "running", "main-block", "element", "expander", "popover",
    "component", "image", "table", "markdown", "alert", "download", "code", "button-group", "heading", "horizontal"]
    .map((name) => [name, name])) },
  live_figure: { figure: JSON.stringify({ data: [], layout: { font: { size: 12 } } }), height: 300, alt: "a figure", clickable: true,
    plotly_url: "" },
  map_sheets: { identity: "a", hint: "Point", scales: { signed: SCALE, unsigned: SCALE }, selected: null, pickable: true,
    groups: [{ title: "Photo", zoom: true, photo: { png: RGB, alt: "a photo" },
      reach: { rows: [[0, 2], [1, 2], [2, 1], [3, 1]], columns: [[0, 1], [0, 2], [1, 2]] }, sheets: [sheet] }] },
  network_drawing: { pieces: [{ name: "Input", caption: "a photo", shape: "3 × 8 × 8", arithmetic: ["192"], svg: "", state: "",
    is_narrow: false }], selected: 0, legend: "Layers", picture: "<svg/>" },
  network_view: { layers: [layer("Input", { movable: true }), layer("Hidden", { selectable: true }), layer("Hidden", { selectable: true })],
    logits: [1, -1], probabilities: [0.9, 0.1], winner: 0, runner_up: 1,
    links: [{ layer: 0, from: 1, to: 2, strength: 0.5 }, { layer: 2, from: 0, to: 1, strength: -1 }],
    selected: { layer: 1, index: 2 }, move: [0, 0], reach: 6, blank: false, message: "", spoken: "It reads 0.",
    scales: { ink: SCALE, unsigned: SCALE }, colours: COLOURS },
  parts: { page: "pooling", label: "label" },
  photo_panels: { identity: "a", width: 4, height: 3, channels: 1, photo: GREY, kernels: [{ rows: 1, columns: 2, weights: [1, -1] }],
    panels: [
      { kind: "photo", title: "Photo", short: "Photo", legend: "0 is black", alt: "a photo", top: 0, left: 0, rows: 3, columns: 4 },
      { kind: "signed", title: "Response", short: "response", png: GREY, low: "−1", high: "1", alt: "a map", top: 0, left: 0,
        rows: 3, columns: 3, terms: [{ channel: 0, kernel: 0 }], combined: "sum", weak: 0 },
    ],
    scales: { signed: SCALE }, look: null, hint: "Point" },
  picture_field: { subject: "a", identity: "a", mode: "ring", image: RGB, mime: "image/png", columns: 2, height: 2, width: 2, count: 3,
    kinds: [0, 1, 1], names: ["Original", "Copy 1: cat", "Copy 2: dog"], lines: [[], ["turned"], ["turned"]],
    marks: [false, false, true], tags: ["", "", "dog"], is_ink: false, x: floats(0, 1, 2), y: floats(0, 1, -1),
    axes: ["one", "two"], colours: COLOURS, hint: "Point", alt: "copies", tall: 25 },
  points_view: { layers: [{ title: "inputs", high: 1, units: [{ map: BYTES, label: "X1", short: "X1", title: "Input X1" }] }],
    side: 2, output: plane, weights: [[[1.5]]], points: [{ points: floats(1, 1, 1), ring: "#fff" }], reach: 6, scale: SCALE,
    colours: COLOURS, selected: null, training: true, discrete: false, large: false, alt: "a plane" },
  pooling_grids: { grids: { image: grid("Numbers", 2, 4), output: grid("Output", 1, 2) }, words: ["max 2 × 2"],
    windows: shorts(0, 1, 4, 5, 2, 3, 6, 7), winners: [5, 7], sentences: { output: ["a", "b"], image: Array(8).fill("c") },
    problem: "", scale: SCALE },
  shifted_photo: { picture: "", type: "png", side: 8, reach: 3, direction: [1, 0], shift: 0, words: ["moved", "to the right"],
    titles: ["Photo", "Seen"], alt: "a photo" },
  sliding_kernel: { grids: { image: grid("Image", 3, 3), kernel: grid("Kernel", 2, 2), products: grid("Products", 2, 2, { texts: [] }),
      output: grid("Output", 2, 2) },
    touched: shorts(0, 1, 3, 4, 1, 2, 4, 5, 3, 4, 6, 7, 4, 5, 7, 8), products: Array(4).fill(["1", "2", "3", "4"]), padding: 0,
    is_letters: false, is_flipped: false, shows_matrix: true, matrix_note: "a matrix", problem: "",
    palette: ["#102030", "#405060", "#708090", "#a0b0c0"], scale: SCALE },
  surfaces: { panels: [{ title: "f", short: "f", alt: "a surface", values: floats(0, 1, 2, 3, 4, 5, 6, 7, 8) }], side: 3, limit: 8,
    reach: 6, columns: 1, scale: SCALE, hint: "Turn" },
  weight_editor: { rows: [{ title: "Weights", cells: [{ name: "w_1", spoken: "weight 1", value: 0.5 }] }], range: 2, largest: 100,
    stamp: 1, colours: COLOURS },
}
