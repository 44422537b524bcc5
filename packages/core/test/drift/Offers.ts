/** Raw offers that all have the same fields, nested in lists and in an object that is keyed by days. */
import { Schema } from "effect"
import type { Row } from "./Rows.ts"

/** What no schema knows, so that everything is judged by what was seen. */
export const Anything = Schema.Unknown

export const row = (i: number): Row => ({
  id: `rate-${i}`,
  price: i / 4,
  board: ["RO", "BB", "HB"][i % 3],
  cancellation: {
    refundable: i % 2 === 0,
    policies: [
      { deadline: `2026-03-0${1 + (i % 9)}`, penalty: { amount: i, currency: i % 2 === 0 ? "EUR" : "USD" } },
      { deadline: "2026-04-01", penalty: { amount: 0, currency: "EUR" } }
    ]
  },
  days: { [`2026-03-${10 + (i % 20)}`]: { price: i, open: true } }
})

export const rows = (from: number, count = 500) => Array.from({ length: count }, (_, i) => row(from + i))

/** Changes each of the two policies of an offer. */
export const policiesWith = (change: (policy: Row, at: number) => Row) => (record: Row) => {
  const policies = [
    { deadline: "2026-03-01", penalty: { amount: 1, currency: "EUR" } },
    { deadline: "2026-04-01", penalty: { amount: 0, currency: "EUR" } }
  ].map(change)
  return { ...record, cancellation: { refundable: true, policies } }
}
