// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Grid = {
  title: string
  rows: number
  columns: number
  texts: string[]
  values: number[]
  limit: number
}

export type Grids = {
  image: Grid
  output: Grid
  gradient?: Grid
}

export type Sentences = {
  output: string[]
  image: string[]
}

export type Data = {
  file_name: string
  grids: Grids
  words: string[]
  padding: number
  counts_padding: boolean
  windows: string
  winners: number[]
  sentences: Sentences
  problem: string
  scale: string
  kind: string
  largest: number
  preview: Preview
}

export type Typed = {
  index: number
  text: string
}

export type Edit = {
  edits: Typed[]
  change: number
  sequence: number
}

export type States = {
  edit: Edit
}
