// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Table = {
  title: string
  rows: number
  columns: number
  texts: string[]
  values: number[]
  limit: number
}

export type Painted = {
  title: string
  rows: number
  columns: number
  pixels: string
}

export type Item = {
  text: string
  picture?: Painted
}

export type Cells = {
  title: string
  rows: number
  columns: number
  picture?: Painted
}

export type Axes = {
  x: number[]
  low: number
  high: number
  x_name: string
  y_name: string
}

export type Asked = {
  identity: string
  heading: string
  prompt: string
  kind: "choose" | "number" | "order" | "place" | "sketch"
  tables: Table[]
  pictures: Painted[]
  items: Item[]
  unit: string
  cells?: Cells
  axes?: Axes
}

export type Answer = {
  index: number
  text: string
  numbers: number[]
}

export type Truth = {
  index: number
  numbers: number[]
  texts: string[]
  values: number[]
  limit: number
  gap: number
}

export type Told = {
  outcome: string
  is_right: boolean
  mistake: string
  correction: string
  refutes: boolean
  worked: string
  notice: string
  truth: Truth
}

export type Why = {
  prompt: string
  items: string[]
  chosen: number
  right: number
  reply: string
}

export type Changed = {
  key: string
  value: string
}

export type Data = {
  file_name: string
  asked: Asked
  phase: "ask" | "do" | "told"
  answer: Answer | null
  task: string
  told: Told | null
  why: Why | null
  problem: string
  level: number
  can_skip: boolean
  has_next: boolean
  fills: boolean
  scale: string
  following: string
  is_called: boolean
  changed: Changed[]
  is_small: boolean
  is_still: boolean
}

export type Said = {
  identity: string
  act: "answer" | "skip" | "do" | "refute" | "why" | "next" | "reveal" | "follow"
  answer: Answer
  sequence: number
}

export type States = {
  said: Said
}
