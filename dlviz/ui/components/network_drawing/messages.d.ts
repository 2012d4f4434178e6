// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Piece = {
  kind: string
  name: string
  caption: string
  shape: string
  arithmetic: string[]
  svg: string
  is_narrow: boolean
  state: string
}

export type Data = {
  file_name: string
  pieces: Piece[]
  selected: number
  legend: string
  picture: string
}

export type Place = {
  place: number
  sequence: number
}

export type States = {
  place: Place
}
