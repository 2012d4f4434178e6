// Written by `python -m dlviz.ui.components.base.declarations` from messages.py.
import type { Preview } from "../base/messages.d.ts"
export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>

export type Data = {
  file_name: string
  sentence: string
  sentences: Record<string, string>
  preview: Preview
}
