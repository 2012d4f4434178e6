// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

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

export type Row = {
  name: string
  values: number[]
}

export type Data = {
  file_name: string
  moving: Moving
  coefficients: number[] | null
  target: Row | null
}

export type States = {
}
