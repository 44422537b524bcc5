/**
 * P: what a provider does with its list.
 *
 * @since 0.1.0
 */
import type { Line } from "../FaultEntry.ts"
import { completed, failed } from "../Outcome.ts"
import { answer, connection, page, total } from "./What.ts"

const accepted = completed("accepted")
const begunAgain = completed("begunAgain")
const always = { when: { at: 3, times: "always" } } as const
const throughout = { when: { at: 1, times: "always" } } as const
const advisory = { when: { at: 1, times: "always" }, note: "a total is a hint, and never the end" } as const

/**
 * @category constants
 * @since 0.1.0
 */
export const pagination: ReadonlyArray<Line> = [
  ["P1", "the same page for ever", page("samePage"), failed("PageRepeated"), "documented", always],
  ["P1b", "the same cursor again with the right records", page("sameCursor"), failed("CursorRepeated"), "likely"],
  [
    "P2",
    "the same cursor on every page, with new records",
    page("reversed"),
    accepted,
    "documented",
    { note: "a scroll; what its mock always does, here with records in another order" }
  ],
  ["P3", "a cycle of cursors", page("cycle"), failed("CursorRepeated"), "likely", { when: { at: 4, times: "always" } }],
  ["P4", "new cursors, and the same records for ever", page("sameRecords"), failed("PageRepeated"), "likely", always],
  ["P5", "an empty page that leads on", page("emptyFirst"), accepted, "likely"],
  [
    "P5b",
    "empty pages that lead on, without end",
    page("emptyFirst"),
    failed("EmptyRun"),
    "likely",
    { ...always, note: "after five in a row" }
  ],
  [
    "P6",
    "no records before the total is reached",
    page("emptyInstead"),
    accepted,
    "likely",
    { note: "an end is asked for twice" }
  ],
  ["P7", "a limit that is capped silently", page("fewer"), accepted, "documented", throughout],
  ["P8", "a page twice as long as asked", page("longer"), accepted, "documented"],
  ["P9", "a page three times as long as asked", page("threefold"), accepted, "likely"],
  ["P10", "no total", total(undefined), accepted, "documented", advisory],
  ["P10b", "a total that is a text", total('"122"'), accepted, "likely", advisory],
  ["P10c", "a total of 12.5", total("12.5"), accepted, "likely", advisory],
  ["P10d", "a total of -1", total("-1"), accepted, "likely", advisory],
  ["P10e", "a total of 1e308", total("1e308"), accepted, "likely", advisory],
  ["P10f", "a total of null", total("null"), accepted, "likely", advisory],
  ["P11", "a total of 0 beside records", total("0"), accepted, "likely", advisory],
  [
    "P12",
    "a total that shrinks on the way",
    total("1"),
    accepted,
    "documented",
    { note: "a total is a hint, and never the end" }
  ],
  [
    "P12b",
    "a total that grows on the way",
    total("1000000"),
    accepted,
    "documented",
    { note: "a total is a hint, and never the end" }
  ],
  ["P13", "the last page leads on, to an empty one", page("endLater"), accepted, "likely", throughout],
  ["P14", "the end as a cursor of null", page("endAsNull"), accepted, "documented", throughout],
  ["P14b", "the end as an empty cursor", page("endAsEmpty"), accepted, "documented", throughout],
  [
    "P14c",
    "the end as a cursor of blanks",
    page("endAsBlank"),
    accepted,
    "documented",
    { ...throughout, note: "taken for the end where the connector declares it so, else sent, and refused" }
  ],
  ["P14d", "the end without a cursor", page("endAsMissing"), accepted, "documented", throughout],
  ["P15", "a cursor that has expired, told so", answer("expiredCursor"), begunAgain, "documented", { when: { at: 4 } }],
  [
    "P16",
    "a cursor that has expired, told as an end",
    page("falseEnd"),
    begunAgain,
    "unknown",
    {
      note: "where a cursor lives for a time, an end after it is none; where the total is exact, fewer records are none; else several passes have to agree"
    }
  ],
  [
    "P17",
    "nothing found on the first page",
    answer("noResults"),
    accepted,
    "documented",
    { ...throughout, note: "an empty list is one: the verdict is of what the provider says" }
  ],
  [
    "P18",
    "nothing found behind the last page, in time",
    page("endLater"),
    accepted,
    "documented",
    { ...throughout, note: "what its mock does at every end" }
  ],
  ["P19", "a cursor that was used up", answer("spentCursor"), begunAgain, "unknown"],
  [
    "P20",
    "a cursor moves on behind a lost answer",
    connection("reset"),
    begunAgain,
    "documented",
    { when: { at: 4 }, note: "never sent again, so that no page is skipped" }
  ],
  ["P21", "the answer says it begins elsewhere", page("otherOffset"), failed("OffsetMismatch"), "likely", always],
  ["P22", "the last record of a page comes again on the next", page("lastAgain"), accepted, "likely", throughout],
  [
    "P23",
    "records that sort alike, in another order each time",
    page("reversed"),
    accepted,
    "likely",
    { when: { every: 2 }, note: "within a page; across pages it is V7, and `Unproven`" }
  ],
  [
    "P24",
    "a cursor of another list",
    answer("foreignCursor"),
    begunAgain,
    "documented",
    { note: "begun again, and `NoProgress` if it stays so" }
  ],
  [
    "P25",
    "a cursor of 1 MB",
    page("hugeCursor"),
    begunAgain,
    "unknown",
    { note: "kept and sent as it is, and the provider refuses it as it does any that is not its own" }
  ],
  ["P26", "the next link leads to another host", page("elsewhere"), failed("OriginRefused"), "unknown"],
  ["P27", "two next links that differ", page("twoLinks"), failed("UnexpectedResponse"), "documented"],
  ["P27b", "a next link among commas, semicolons and other links", page("oddLink"), accepted, "documented", throughout],
  ["P28", "the next link leads to its own page", page("linkToItself"), failed("CursorRepeated"), "likely", always],
  [
    "P29",
    "every field has another name from here on",
    page("renamed"),
    failed("SchemaDrift"),
    "documented",
    { ...always, note: "when more than 20 % of the last ten pages' records can't be read" }
  ]
]
