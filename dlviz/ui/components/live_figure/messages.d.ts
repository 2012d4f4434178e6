// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, {}, Triggers>

export type MovingPoint = {
  trace: number
  point: number
  x: string
  y: string
}

export type Moving = {
  at: number
  points: MovingPoint[]
  rule: number | null
  labels: string[][]
}

export type Data = {
  file_name: string
  figure: string
  alt: string
  clickable: boolean
  height: number
  plotly_url: string
  moving: Moving | null
  preview: Preview | null
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
