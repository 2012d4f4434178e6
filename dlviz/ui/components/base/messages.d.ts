// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.

export type Preview = {
  hand: string
  answered: number
}

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

export type Layer = {
  kind: string
  name: string
  word: string
  numbers: Record<string, number>
}
