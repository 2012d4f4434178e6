// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Kernel = {
  title: string
  rows: number
  columns: number
  texts: string[]
  values: number[]
}

export type Data = {
  file_name: string
  kernels: Kernel[]
  limit: number
  problem: string
  scale: string
}

export type Edit = {
  kernel: number
  index: number
  text: string
  sequence: number
}

export type States = {
  edit: Edit
}
