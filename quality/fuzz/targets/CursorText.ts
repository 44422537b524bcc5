/** Cursors of declared providers: what came in an answer, kept as text, sent again. */
import * as CursorText from "../../../packages/connector-generic/src/pagination/CursorText.ts"
import { holds, same, type Target } from "../Target.ts"

const make = (of: typeof CursorText.of): Target => ({
  name: "cursor-text",
  what: "cursors of declared providers",
  form: "json",
  sources: ["connector-generic/src/pagination/CursorText.ts", "fuzz/targets/CursorText.ts"],
  seeds: [
    '"abc"',
    '"123"',
    "123",
    "-5",
    '"\\"quoted\\""',
    '""',
    "null",
    "1.5",
    "9007199254740993",
    '"007"',
    '"-0"',
    "{}"
  ],
  words: ['"', '\\"', "\\u0000", "-", "0", "9007199254740992", "1e3", "\\ud800"],
  maxLength: 300,
  weight: 10,
  run: (input) => {
    const value = parsed(input)
    const kept = of(value)
    // What stands in a checkpoint may be anything.
    holds(
      ["string", "number", "undefined"].includes(typeof CursorText.valueOf(input)),
      "a kept text is another kind of cursor"
    )
    if (kept === undefined || kept === "unreadable") return String(kept)
    holds(kept.text !== "", "an empty text is kept")
    same(CursorText.valueOf(kept.text), Object.is(value, -0) ? 0 : value, "the cursor that is sent")
    return `${typeof value}${kept.text === value ? "" : " in other words"}`
  }
})

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export const target = make(CursorText.of)

/** A text of digits is sent as a number when it is long. */
export const planted = make((value) => {
  const kept = CursorText.of(value)
  return typeof kept === "object" && typeof value === "string" && /^0\d+$/.test(value) ? { text: value } : kept
})
