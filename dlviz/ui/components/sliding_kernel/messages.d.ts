// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Grid = {
  title: string
  rows: number
  columns: number
  texts: string[]
  values: number[]
  limit: number
  editable: boolean
}

export type Grids = {
  image: Grid
  kernel: Grid
  products: Grid
  output: Grid
}

export type Ghost = {
  row: number
  column: number
  rows: number
  columns: number
}

export type Data = {
  file_name: string
  grids: Grids
  touched: string
  products: string[][]
  padding: number
  ghosts: Ghost[]
  rounding: string
  is_letters: boolean
  is_flipped: boolean
  problem: string
  palette: string[]
  scale: string
}

export type Edit = {
  grid: string
  index: number
  text: string
  sequence: number
}

export type States = {
  edit: Edit
}

export type Texts = {
  image: string[]
  kernel: string[]
  output: string[]
}
