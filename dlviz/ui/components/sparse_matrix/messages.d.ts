// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Texts = {
  image: string[]
  kernel: string[]
  output: string[]
}

export type Data = {
  file_name: string
  texts: Texts
  touched: string
  is_letters: boolean
  note: string
  palette: string[]
}
