/** Structured fields of RFC 9651, against a second reader. */
import * as StructuredField from "../../../packages/core/src/resilience/StructuredField.ts"
import * as StructuredText from "../StructuredText.ts"
import { same, type Target } from "../Target.ts"

const plain = ({ parameters, value }: StructuredField.Item): StructuredText.Item => ({
  value: bare(value),
  parameters: [...parameters].map(([name, inner]) => [name, bare(inner)])
})

const bare = (value: StructuredField.Bare): StructuredText.Item["value"] =>
  value._tag === "Other" ? ["Other", value.text] : [value._tag, value.value]

const make = (list: typeof StructuredField.list): Target => ({
  name: "structured-field",
  what: "RFC 9651 lists and dictionaries",
  form: "text",
  sources: ["core/src/resilience/StructuredField.ts", "fuzz/StructuredText.ts", "fuzz/targets/StructuredField.ts"],
  seeds: [
    '"burst";q=100;w=60, "day";q=1000',
    "limit=100, remaining=50;a, reset=5",
    'a=1.5, b=?0, c=:YQ==:, d=@1659578233, e=%"f%c3%bc", *f=tok/en:x',
    '"a\\"b\\\\c";x="";y=-0',
    "100;w=10,\t200 ;w=3600",
    "a, b;c;d=1, a=2"
  ],
  words: [
    '"',
    '\\"',
    ";a=",
    ", ",
    ",\t",
    "=",
    "-0",
    "123456789012.123",
    "1234567890123456",
    "?1",
    ":YQ==:",
    "@-1",
    '%"',
    "*a",
    "()",
    " "
  ],
  maxLength: 2000,
  weight: 10,
  run: (input) => {
    const items = list(input)
    same(items?.map(plain), StructuredText.list(input), "the list")
    const entries = StructuredField.dictionary(input)
    same(
      entries === undefined ? undefined : [...entries].map(([key, item]) => [key, plain(item)]),
      StructuredText.dictionary(input),
      "the dictionary"
    )
    return `${items === undefined ? "no list" : `${Math.min(4, items.length)} items`}, ${entries === undefined ? "no" : "a"} dictionary`
  }
})

export const target = make(StructuredField.list)

/** Takes a comma behind the last member. */
export const planted = make((text) => StructuredField.list(text.replace(/,[ \t]*$/, "")))
