// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Photo = {
  png: string
  alt: string
}

export type Reach = {
  rows: [number, number][]
  columns: [number, number][]
}

export type Sheet = {
  title: string
  png: string
  columns: number
  count: number
  height: number
  width: number
  noun: string
  names: string[]
  captions: string[]
  dead: number[]
  tall: number
  share: number
  linked: boolean
  kind: "signed" | "unsigned" | "colour"
  low: string
  high: string
  ends: string[]
  alt: string
}

export type Group = {
  title: string
  zoom: boolean
  photo: Photo | null
  reach: Reach | null
  sheets: Sheet[]
}

export type Spot = {
  map: number
  row: number
  column: number
}

export type Scales = {
  signed: string
  unsigned: string
}

export type Data = {
  file_name: string
  identity: string
  hint: string
  scales: Scales
  selected: Spot | null
  pickable: boolean
  groups: Group[]
}

export type Pick = {
  map: number
  row: number
  column: number
  clicks: number
}

export type States = {
  pick: Pick
}
