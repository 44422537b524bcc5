/** Answers of Hotel-X, and what is read in them. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { HotelXAnswer } from "../src/index.ts"

export const hotel = (code: string) => ({ code, adviseMessage: null, hotelData: { hotelCode: code } })
export const advice = (code: string, level = "ERROR") => [
  { code, description: "as the case may be", level, correlationID: "1" }
]
export const refused = (code: string, level?: string) => ({
  code: "",
  hotelData: null,
  adviseMessage: advice(code, level)
})
export const edgesOf = (...nodes: ReadonlyArray<unknown>) => nodes.map((node) => ({ node, cursor: "" }))
export const connection = (hotels: object) => ({ data: { hotelX: { hotels } } })
export const error = (code: unknown, message = "as the case may be") => ({ message, extensions: { code } })

interface Given {
  readonly withToken?: boolean
  readonly endForms?: ReadonlyArray<HotelXAnswer.EndForm>
  readonly status?: number
  readonly stream?: HotelXAnswer.Asked["stream"]
  readonly paged?: boolean
}

export const readText = (
  body: string,
  { endForms, paged = true, status = 200, stream = "hotels", withToken = true }: Given = {}
) =>
  HotelXAnswer.read(
    { status, headers: { "content-type": "application/json" }, body },
    { stream, paged, withToken, endForms: new Set(endForms ?? HotelXAnswer.endForms) }
  )

/** An answer in one line: what a page holds and how it goes on, or the reason. */
const saidOf = (read: ReturnType<typeof readText>): string => {
  if (!HotelXAnswer.isPage(read)) {
    const why = "why" in read ? ` ${read.why}` : ""
    return `${read._tag}${why}`
  }
  const total = Option.match(read.total, { onNone: () => "", onSome: (count) => ` of ${count}` })
  const next = Option.match(read.next, { onNone: () => "", onSome: (token) => ` next ${token}` })
  const evidence = read.evidence.length === 0 ? "" : ` end ${read.evidence.join(" ")}`
  return `${read.records.length} records${total}${next}${evidence}`
}

export const said = (body: unknown, given?: Given) => saidOf(readText(JSON.stringify(body), given))

export const cases = (
  what: string,
  rows: ReadonlyArray<readonly [name: string, body: unknown, expected: string, given?: Given]>
) => {
  describe(`${what}:`, () => {
    for (const [name, body, expected, given] of rows) {
      it(`${name}: ${expected}`, () => assert.strictEqual(said(body, given), expected))
    }
  })
}

export const two = edgesOf(hotel("1"), hotel("2"))
