// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Setting = {
  place: number
  plus: number
  times: number
  rate: number
}

export type Cell = {
  name: string
  spoken: string
  value: number
  sets: Setting[]
}

export type Row = {
  title: string
  cells: Cell[]
}

export type Colours = {
  positive: string
  negative: string
}

export type Data = {
  file_name: string
  rows: Row[]
  stamp: number
  range: number
  largest: number
  colours: Colours
  preview: Preview
}

export type Weights = {
  values: number[]
  done: boolean
  stamp: number
  change: number
}

export type States = {
  weights: Weights
}
