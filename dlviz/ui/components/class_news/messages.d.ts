// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Data = {
  file_name: string
  path: string
  header: string
  room: string
  key: string
  seen: string
  go: string
  n_gone: number
}

export type Heard = {
  now: string
  sequence: number
}

export type States = {
  heard: Heard
}
