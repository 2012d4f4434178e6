// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Member = {
  role: "pupil" | "teacher"
  code: string
  key: string
}

export type Data = {
  file_name: string
  pages: string[]
  carried: string[]
  mark: string
  link: string
  menu: string
  close: string
  tab: string
  is_known: boolean
  asks: boolean | null
  member: Member | null
  left: string[]
  wants_member: boolean
  session: string
}

export type Before = {
  key: string
  left: boolean
  reload: boolean
}

export type Members = {
  session: string
  all: Member[]
}

export type States = {
  before: Before
  asks: boolean
  members: Members
}
