// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Colours = {
  copy: string
  misread: string
  other: string
}

export type Data = {
  file_name: string
  subject: string
  identity: string
  mode: "ring" | "cloud"
  image: string
  mime: string
  columns: number
  height: number
  width: number
  count: number
  kinds: number[]
  names: string[]
  lines: string[][]
  marks: boolean[]
  tags: string[]
  is_ink: boolean
  x: string
  y: string
  axes: string[]
  colours: Colours
  hint: string
  alt: string
  tall: number
}
