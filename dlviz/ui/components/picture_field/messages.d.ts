// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Part = {
  kind: string
  form: "range" | "up to" | "chance"
  low: number
  high: number
  per: number
  sides: number[]
  decimals: number
  numbers: string | null
  values: string
}

export type Moved = {
  original: string
  size: [number, number]
  parts: Part[]
  stamp: number
  preview: Preview
}

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
  moved: Moved | null
}
