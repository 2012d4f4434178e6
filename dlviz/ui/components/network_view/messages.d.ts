// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Format = {
  field: number
  box: number
  centre: number
  faint: number
}

export type Rule = {
  ink: number
  full: number
  square: number
  fill: number
  aspect: number
  empty: string
  covered: string
  blot: string
}

export type Layer = {
  title: string
  unit: string
  rows: number
  columns: number
  cell: number
  scale: "ink" | "unsigned"
  values: string
  movable: boolean
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

export type Previewed = {
  pad: Preview | null
  move: Preview
  sizes: number[]
  activations: string[]
  parameters: string
  picture: string
  side: number
  normalised: boolean
  normalisation: Format
  legibility: Rule
  per_layer: number[]
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
  selects_winner: boolean
  move: [number, number]
  reach: number
  message: string
  scales: Scales
  colours: Colours
  preview: Previewed
}

export type Move = {
  by: [number, number]
  change: number
}

export type States = {
  unit: Unit
  move: Move
}
