// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, States, {}>

export type Data = {
  file_name: string
  type: "png" | "jpeg"
  picture: string
  side: number
  reach: number
  shift: number
  direction: [number, number]
  words: [string, string]
  titles: [string, string]
  alt: string
  preview: Preview
}

export type Move = {
  shift: number
  change: number
  sequence: number
}

export type States = {
  move: Move
}
