// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Panel = {
  title: string
  short: string
  values: string
  alt: string
}

export type Data = {
  file_name: string
  panels: Panel[]
  side: number
  reach: number
  limit: number
  columns: number
  scale: string
  hint: string
}
