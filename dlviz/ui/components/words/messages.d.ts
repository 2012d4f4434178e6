// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Data = {
  file_name: string
  page: string
  titles: Record<string, string>
  main: string
  text: string
  equation: string
}
