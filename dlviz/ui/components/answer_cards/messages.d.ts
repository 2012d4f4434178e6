// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Picture = {
  jpeg: string
  alt: string
  title: string
  wide: number
}

export type Row = {
  label: string
  share: number
  text: string
  strong: boolean
  colour: string
}

export type Answers = {
  title: string
  rows: Row[]
}

export type Card = {
  title: string
  tall: number
  beside: boolean
  pictures: Picture[]
  lists: Answers[]
}

export type Colours = {
  strong: string
  plain: string
}

export type Data = {
  file_name: string
  identity: string
  cards: Card[]
  narrowest: number
  colours: Colours
}
