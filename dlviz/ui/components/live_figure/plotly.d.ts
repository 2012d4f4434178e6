// What of plotly.js our scripts touch. It comes without types, and figures are as free as its own are.
export type Figure = { data: Trace[]; layout: any }
export type Trace = any
export type Plot = any
export type Point = any

declare global {
  interface Window {
    Plotly?: any
  }
}
