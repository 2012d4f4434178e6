// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Layer = {
  title: string
  subtitle: string
  unit: string
  rows: number
  columns: number
  cell: number
  scale: "ink" | "unsigned"
  low: number
  high: number
  values: string
  alt: string
  movable: boolean
  selectable: boolean
  hint: string
}

export type Link = {
  layer: number
  from: number
  to: number
  strength: number
}

export type Unit = {
  layer: number
  index: number
}

export type Scales = {
  ink: string
  unsigned: string
}

export type Colours = {
  positive: string
  negative: string
}

export type Data = {
  file_name: string
  layers: Layer[]
  logits: number[]
  probabilities: number[]
  winner: number
  runner_up: number
  links: Link[]
  selected: Unit
  move: [number, number]
  reach: number
  blank: boolean
  message: string
  spoken: string
  scales: Scales
  colours: Colours
}

export type States = {
  unit: Unit
  move: [number, number]
}
