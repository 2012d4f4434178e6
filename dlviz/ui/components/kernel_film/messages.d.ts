// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Colours = {
  positive: string
  negative: string
  neutral: string
}

export type Data = {
  file_name: string
  identity: string
  side: number
  kernels: string
  hidden: string
  patch: string
  limit: number
  steps: number[]
  train: number[]
  test: number[]
  distance: number[]
  scale: string
  colours: Colours
  alt: string
}
