/**
 * D: what stands in the records, and how the body is written.
 *
 * @since 0.1.0
 */
import type { Line } from "../FaultEntry.ts"
import { completed, failed } from "../Outcome.ts"
import { damage, field, record } from "./What.ts"

const accepted = completed("accepted")
const deadLetter = completed("deadLetter")
const throughout = { when: { at: 1, times: "always" } } as const

/**
 * @category constants
 * @since 0.1.0
 */
export const payload: ReadonlyArray<Line> = [
  ["D1", "a body that ends in its middle, of the stated length", damage("cut"), failed("UnexpectedResponse"), "likely"],
  ["D2", "one record without a field it needs", field("required", undefined), deadLetter, "documented"],
  [
    "D2b",
    "one record with a field of another type",
    field("required", '{"unexpected":true}'),
    deadLetter,
    "documented"
  ],
  ["D2c", "a text in the place of a record", record("notObject"), deadLetter, "likely"],
  [
    "D3",
    "half of the records lack a field they need",
    field("required", undefined, 0.5),
    failed("SchemaDrift"),
    "likely",
    throughout
  ],
  ["D4", "a record without an id", field("id", undefined), deadLetter, "likely"],
  ["D4b", "a record whose id is empty", field("id", '""'), deadLetter, "likely"],
  ["D4c", "a record whose id is null", field("id", "null"), deadLetter, "likely"],
  [
    "D4d",
    "a record whose id is 0",
    field("id", "0"),
    accepted,
    "likely",
    { note: "0 is an id; where ids are texts, a dead letter" }
  ],
  [
    "D5",
    "a record twice on a page",
    record("twice"),
    accepted,
    "likely",
    { note: "stored once; the verdict says that a key came twice" }
  ],
  [
    "D6",
    "a record twice on a page, with other content",
    record("twiceOther"),
    deadLetter,
    "likely",
    { note: "the newest counts; where nothing tells which that is, all are dead letters" }
  ],
  [
    "D7",
    "an id as a number instead of a text, or the other way round",
    record("idAsOther"),
    accepted,
    "likely",
    { note: "or a dead letter, as the schema has it" }
  ],
  ["D8", "an id above 2^53", field("id", "9007199254740993"), accepted, "likely", { note: "kept digit by digit" }],
  ["D9", "a code with leading zeros", field("id", '"0098765"'), accepted, "documented", { note: "kept as text" }],
  ["D9b", "a code that looks like a number", field("id", '"987e5"'), accepted, "documented", { note: "kept as text" }],
  ["D9c", "a code that looks hexadecimal", field("id", '"0xABCDEF"'), accepted, "documented", { note: "kept as text" }],
  [
    "D10",
    "a NUL in a text",
    field("text", '"a\\u0000b"'),
    accepted,
    "likely",
    { note: "PostgreSQL can't store it: a dead letter there" }
  ],
  [
    "D10b",
    "half a surrogate pair in a text",
    field("text", '"a\\ud800b"'),
    accepted,
    "likely",
    { note: "PostgreSQL can't store it: a dead letter there" }
  ],
  [
    "D11",
    "a byte that is no UTF-8",
    damage("invalidUtf8"),
    failed("UnexpectedResponse"),
    "documented",
    { note: "no character is replaced silently" }
  ],
  ["D12", "a byte order mark before the body", damage("utf8Mark"), accepted, "documented"],
  [
    "D12b",
    "UTF-16 that is not announced",
    damage("utf16"),
    failed("UnexpectedResponse"),
    "documented",
    { note: "XML says so by its mark and is read" }
  ],
  [
    "D13",
    "a text of 50 MB",
    record("huge"),
    failed("UnexpectedResponse"),
    "unknown",
    { note: "the page is over the limit of a body" }
  ],
  [
    "D14",
    "lists nested 100,000 deep beside the records",
    damage("deep"),
    accepted,
    "unknown",
    { note: "nobody looks there" }
  ],
  [
    "D14b",
    "lists nested 100,000 deep in a record",
    record("deep"),
    accepted,
    "unknown",
    { note: "kept as text; where the whole answer is too deep to be read, it fails as `UnexpectedResponse`" }
  ],
  ["D15", "a price of NaN", field("price", '"NaN"'), deadLetter, "documented"],
  [
    "D15b",
    "a price of -1",
    field("price", '"-1"'),
    accepted,
    "documented",
    { note: "a number it is; where a connector knows better, a dead letter" }
  ],
  ["D15c", "a price of 1.234,56", field("price", '"1.234,56"'), deadLetter, "documented"],
  ["D15d", "a price of 1e400", field("price", "1e400"), deadLetter, "documented"],
  ["D16", "30 February", field("date", '"2026-02-30"'), deadLetter, "documented"],
  ["D16b", "a date that is none", field("date", '"soon"'), deadLetter, "likely"],
  [
    "D17",
    "a currency that nobody knows",
    field("currency", '"XXQ"'),
    accepted,
    "documented",
    { note: "kept as it is" }
  ],
  [
    "D18",
    "XML with entities of entities",
    damage("dtd"),
    failed("UnexpectedResponse"),
    "unknown",
    { note: "refused at its first word" }
  ],
  ["D19", "XML with an end tag that fits no start", damage("mismatched"), failed("UnexpectedResponse"), "likely"],
  [
    "D20",
    "a single record instead of a list of one",
    record("alone"),
    failed("UnexpectedResponse"),
    "documented",
    { ...throughout, note: "in XML there is no difference, and it is read" }
  ],
  ["D21", "a name that looks like a number among others", field("id", '"98765432"'), accepted, "documented"]
]
