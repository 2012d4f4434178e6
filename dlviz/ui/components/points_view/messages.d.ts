// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Moving } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Unit = {
  map: string
  label: string
  short: string
  title: string
}

export type Layer = {
  title: string
  high: number
  units: Unit[]
}

export type Output = {
  title: string
  side: number
  high: number
  map: string
  runs: string
}

export type Points = {
  points: string
  ring: string
}

export type Colours = {
  positive: string
  negative: string
}

export type Data = {
  file_name: string
  layers: Layer[]
  side: number
  output: Output
  moving: Moving
  points: Points[]
  reach: number
  scale: string
  colours: Colours
  selected: [number, number] | null
  discrete: boolean
  large: boolean
  alt: string
}

export type Pointed = {
  layer: number
  index: number
}

export type States = {
  unit: Pointed
}
