// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Drawing = {
  name: string
  strokes: [number, number][][]
  width: number
}

export type Stroke = {
  points: number[]
  width: number
}

export type Restored = {
  number: number
  loaded: string | null
  strokes: Stroke[]
}

export type Data = {
  file_name: string
  name: string
  pen_width: number
  received: boolean
  sample: Drawing | null
  restored: Restored | null
  writes: boolean
  while_drawing: boolean
}

export type Ink = {
  sequence: number
  change: number
  loaded: string | null
  restored: number | null
  strokes: Stroke[]
}

export type States = {
  ink: Ink
}
