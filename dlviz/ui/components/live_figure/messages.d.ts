// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, {}, Triggers>

export type Data = {
  file_name: string
  figure: string
  alt: string
  clickable: boolean
  height: number
  plotly_url: string
}

export type Point = {
  x: unknown
  y: unknown
  custom: unknown
  curve: number
}

export type Triggers = {
  point: Point
}
