// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Network = {
  sizes: number[]
  activations: string[]
  parameters: string
}

export type Feature = {
  first: number
  second: number
  is_sine: boolean
}

export type Preview = {
  hand: string
  answered: number
}

export type State = {
  step: number
  parameters: string
}

export type Moving = {
  network: Network
  features: Feature[]
  preview: Preview
  trail: State[]
  pause: number
}

export type Recipe = {
  output: boolean
  units: number[]
  bias: boolean
  minus: number | null
}

export type Panel = {
  title: string
  short: string
  values: string
  recipe: Recipe | null
  alt: string
  runs: string
}

export type Data = {
  file_name: string
  panels: Panel[]
  side: number
  reach: number
  limit: number
  least_limit: number | null
  moving: Moving
  columns: number
  scale: string
  hint: string
}
