// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Piece = {
  kind: string
  name: string
  caption: string
  size: number[]
  shape: string
  arithmetic: string[]
  parameters: number
  colour: string
  is_narrow: boolean
  state: string
}

export type Data = {
  file_name: string
  pieces: Piece[]
  selected: number
  total: string
  legend: string
  words: Record<string, string>
  measures: Record<string, number>
  picture: string
  preview: Preview | null
}

export type Place = {
  place: number
  sequence: number
}

export type States = {
  place: Place
}
