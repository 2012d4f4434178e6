// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, Triggers>

export type Kernel = {
  rows: number
  columns: number
  weights: number[]
}

export type Term = {
  channel: number
  kernel: number
}

export type Panel = {
  kind: string
  title: string
  short: string
  legend: string
  png: string
  low: string
  high: string
  ends: [number, number]
  alt: string
  top: number
  left: number
  rows: number
  columns: number
  terms: Term[]
  combined: string
  weak: number
}

export type Rules = {
  contrast: number
  average: number
  white: number
  weak: number
}

export type Look = {
  x: number
  y: number
  zoom: number
}

export type Data = {
  file_name: string
  identity: string
  width: number
  height: number
  channels: number
  photo: string
  kernels: Kernel[]
  panels: Panel[]
  scales: Record<string, string>
  look: Look | null
  hint: string
  mode: string
  others: Record<string, Panel[]>
  rules: Rules
  preview: Preview | null
}

export type States = {
  look: Look
}

export type Triggers = {
  pictures: boolean
}
