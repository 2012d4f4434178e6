// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Weights = {
  rows: number
  columns: number
  texts: string[]
  values: string
}

export type Kernel = {
  rows: number
  columns: number
  texts: string[]
  values: string
  title: string
}

export type Choice = {
  box: string
  chosen: string
  sets: number[]
  own: Record<string, Weights[]>
}

export type Mode = {
  kernels: Kernel[]
  foresees_edits: boolean
  edited: string
}

export type Data = {
  file_name: string
  kernels: Kernel[]
  foresees_edits: boolean
  edited: string
  mode: string
  mode_box: string
  modes: Record<string, Mode>
  choices: Choice[]
  named: Record<string, Weights[]>
  largest: number
  problem: string
  scale: string
  preview: Preview | null
}

export type Changed = {
  kernel: number
  index: number
  text: string
}

export type Edit = {
  changed: Changed[]
  alone: number | null
  change: number
  sequence: number
}

export type States = {
  edit: Edit
}
