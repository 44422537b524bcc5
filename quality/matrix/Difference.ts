/**
 * Where the outcome at a provider is rightly another than the catalogue's, and which faults a provider can't have: each with its
 * reason.
 */
import { Outcome } from "@innlet/testkit"
import type { Trait } from "./Traits.ts"

interface Difference {
  readonly ids: ReadonlyArray<string>
  /** A trait that the list has to have, or the subjects it is about. */
  readonly of: Trait | ReadonlyArray<string>
  /** Nothing where the fault doesn't apply. */
  readonly expected: Outcome.Outcome | undefined
  readonly because: string
}

const { completed, failed } = Outcome
const accepted = completed("accepted")
const demand = ["booking demand 3.1", "booking demand 3.2"]

/** The first that fits counts. */
export const differences: ReadonlyArray<Difference> = [
  {
    ids: ["H8", "O7"],
    of: "fixedCredentials",
    expected: failed("AuthenticationFailed"),
    because: "its credentials can't be renewed"
  },
  {
    ids: ["P20"],
    of: "replayable",
    expected: completed("retried"),
    because: "its cursors may be sent again"
  },
  {
    ids: ["P1", "N15", "H28"],
    of: "namedCursors",
    expected: failed("CursorRepeated"),
    because: "the page names a cursor that was named before"
  },
  {
    ids: ["P1"],
    of: "echoesOffset",
    expected: failed("OffsetMismatch"),
    because: "the page says where it begins"
  },
  {
    ids: ["H7", "H22"],
    of: [...demand, "expedia_content", "cloudbeds", "hostaway"],
    expected: failed("RequestRejected"),
    because: "the provider's words are known, and say that the request is wrong"
  },
  {
    ids: ["H7"],
    of: ["hotelbeds_content"],
    expected: failed("ProviderUnavailable"),
    because: "SYSTEM_ERROR is the provider's word for an outage"
  },
  {
    ids: ["H14"],
    of: ["hotelbeds_content"],
    expected: failed("ProviderUnavailable"),
    because: "the provider documents 410 for a supplier that is down"
  },
  {
    ids: ["H19"],
    of: ["mews_reservations"],
    expected: accepted,
    because: "408 asks for a shorter window, which is then asked for"
  },
  {
    ids: ["H20"],
    of: ["cloudbeds", "apaleo", "hostaway", "hotelbeds_content", "guesty"],
    expected: completed("doubted"),
    because: "204 is an empty page where one ends the list, and a list that was longer before proves nothing"
  },
  {
    ids: ["H25", "H25c", "D1", "D12b", "D14b"],
    of: demand,
    expected: completed("retried"),
    because: "what is no JSON comes from a gateway before the provider, and is an outage"
  },
  {
    ids: ["H25c", "D1"],
    of: ["hotelx legacy"],
    expected: completed("retried"),
    because: "a document that is cut is an outage"
  },
  {
    ids: ["P5b"],
    of: "scroll",
    expected: completed("begunAgain"),
    because:
      "an empty page ends a scroll; the total says that there is more, so it is walked again, and then it is `Unproven`"
  },
  {
    ids: ["P14b"],
    of: demand,
    expected: failed("UnexpectedResponse"),
    because: "an empty token is none of the documented forms of an end"
  },
  {
    ids: ["P14c"],
    of: [...demand, "mews_reservations"],
    expected: failed("NoProgress"),
    because: "a blank token is sent and refused, so the walk begins again, and gets no further"
  },
  {
    ids: ["P14c", "P25"],
    of: ["cloudbeds2"],
    expected: failed("RequestRejected"),
    because: "the provider refuses a token that is not its own as any wrong request"
  },
  {
    ids: ["P25"],
    of: ["hotelx legacy"],
    expected: failed("RequestRejected"),
    because: "a request of more than 128 KiB is not sent"
  },
  {
    ids: ["P16"],
    of: ["hotelx legacy"],
    expected: undefined,
    because: "in its time, an end is believed: there is no total to hold against it"
  },
  {
    ids: ["P16"],
    of: "passes",
    expected: accepted,
    because: "a second pass brings what the first passed over"
  },
  {
    ids: ["P16"],
    of: ["expedia_content"],
    expected: completed("doubted"),
    because: "its lists are of no stable order, and one pass is all there is"
  },
  {
    ids: ["P29"],
    of: ["hotelx legacy"],
    expected: failed("UnexpectedResponse"),
    because: "elements of another name are no records"
  },
  {
    ids: ["D2b"],
    of: ["hotelx legacy"],
    expected: accepted,
    because: "whatever stands in an element is a text"
  },
  {
    ids: ["D4d"],
    of: ["hotelx legacy"],
    expected: undefined,
    because: "another record has the code 0"
  },
  {
    ids: ["D5", "D6"],
    of: ["expedia_content"],
    expected: failed("UnexpectedResponse"),
    because: "of two members of one name, one would be lost"
  },
  {
    ids: ["D10"],
    of: ["hotelx legacy"],
    expected: failed("UnexpectedResponse"),
    because: "XML can't hold it"
  },
  {
    ids: ["D12b"],
    of: ["hotelx legacy"],
    expected: accepted,
    because: "XML says by its mark that it is UTF-16"
  },
  {
    ids: ["D14"],
    of: ["expedia_content"],
    expected: completed("deadLetter"),
    because: "what stands beside the records of a map is one of them"
  },
  {
    ids: ["D14", "D14b"],
    of: ["guesty"],
    expected: failed("UnexpectedResponse"),
    because: "numbers that a double can't hold are looked for in every answer that may have some, which ends at a depth"
  },
  {
    ids: ["D14b"],
    of: ["hotelx legacy"],
    expected: failed("UnexpectedResponse"),
    because: "elements may be nested 64 deep"
  },
  {
    ids: ["D20"],
    of: "noPageOfOne",
    expected: undefined,
    because: "it has no page of one record"
  },
  {
    ids: ["V1", "V2", "V3", "V6", "V7", "V10", "P1b", "P3", "P13", "P14", "P14b", "P14c", "P14d", "P18"],
    of: "scroll",
    expected: undefined,
    because: "a scroll is of one moment, has one cursor, and ends by an answer of its own"
  },
  {
    ids: ["V7"],
    of: "stableOrder",
    expected: undefined,
    because: "in a stable order no row moves"
  },
  {
    ids: ["P3"],
    of: ["expedia_content"],
    expected: undefined,
    because: "three pages have no room for a cycle"
  },
  {
    ids: ["D6"],
    of: ["cloudbeds"],
    expected: failed("SchemaDrift"),
    because: "two bad records of seven are more than 20 %"
  },
  {
    ids: ["V1", "V2", "V7", "V10"],
    of: ["hotelx legacy"],
    expected: undefined,
    because: "its rows stand in the order of their keys, and what happens before the cursor is never seen"
  },
  {
    ids: ["P13", "P18", "V7"],
    of: ["mews_reservations"],
    expected: undefined,
    because: "its lists end so by themselves, and stand in the order of their keys"
  },
  {
    ids: ["P25"],
    of: ["expedia_content"],
    expected: failed("UnexpectedResponse"),
    because: "a header Link has 64 KiB at most"
  }
]
