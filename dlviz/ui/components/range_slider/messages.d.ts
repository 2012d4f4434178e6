// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Data = {
  file_name: string
  label: string
  limits: [number, number]
  values: number[]
  name: string
  stamp: number
  is_live: boolean
  preview: Preview
}

export type Chosen = {
  values: number[]
  hold: number
  change: number
}

export type States = {
  chosen: Chosen
}
