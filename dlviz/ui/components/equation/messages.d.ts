// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Moving } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Row = {
  name: string
  values: number[]
}

export type Data = {
  file_name: string
  moving: Moving
  coefficients: number[] | null
  target: Row | null
}
