// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Moving } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Recipe = {
  output: boolean
  units: number[]
  bias: boolean
  minus: number | null
}

export type Panel = {
  title: string
  short: string
  values: string
  recipe: Recipe | null
  alt: string
  runs: string
}

export type Data = {
  file_name: string
  panels: Panel[]
  side: number
  reach: number
  limit: number
  least_limit: number | null
  moving: Moving
  columns: number
  scale: string
  hint: string
}
