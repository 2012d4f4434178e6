// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Preview = {
  hand: string
  answered: number
}

export type Data = {
  file_name: string
  sentence: string
  sentences: Record<string, string>
  preview: Preview
}
