// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Data = {
  file_name: string
  sheets: string[]
  id_size: number
  side: number
  models: string[]
  shorts: string[]
  most: number
}

export type Hide = {
  drawing: string
  sequence: number
}

export type States = {
  hide: Hide
}
