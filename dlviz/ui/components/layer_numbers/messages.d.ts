// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Layer, Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Field = {
  name: string
  label: string
  value: number
  low: number
  high: number
}

export type Data = {
  file_name: string
  fields: Field[]
  place: number
  stamp: number
  input: number[]
  layers: Layer[]
  preview: Preview
}

export type Edit = {
  place: number
  values: number[]
  stamp: number
  gesture: number
  change: number
}

export type States = {
  edit: Edit
}
