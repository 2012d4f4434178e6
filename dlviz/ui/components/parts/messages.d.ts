// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Data = {
  file_name: string
  page: string
  label: string
}

export type States = {
  parts: [string, string][]
}
