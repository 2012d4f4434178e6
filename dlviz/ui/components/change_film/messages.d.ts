// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Line = {
  name: string
  colour: string
}

export type Tick = {
  at: number
  text: string
}

export type Data = {
  file_name: string
  identity: string
  title: string
  alt: string
  curve_alt: string
  texts: string[]
  firsts: string[]
  padding: number[]
  winners: number[]
  changes: number[]
  classes: Line[]
  shares: string
  frames: string[]
  ticks: Tick[]
  neutral: number
  at: number
}

export type Place = {
  place: number
  identity: string
}

export type States = {
  place: Place
}
