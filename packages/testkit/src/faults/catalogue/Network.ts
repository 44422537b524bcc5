/**
 * N: what happens to connections.
 *
 * @since 0.1.0
 */
import type { Line } from "../FaultEntry.ts"
import { completed, failed } from "../Outcome.ts"
import { connection, damage } from "./What.ts"

const retried = completed("retried")
const accepted = completed("accepted")

/**
 * @category constants
 * @since 0.1.0
 */
export const network: ReadonlyArray<Line> = [
  ["N1", "the name can't be looked up for a moment", connection("dns"), retried, "likely"],
  [
    "N2",
    "there is no such host",
    connection("noSuchHost"),
    failed("ProviderUnavailable"),
    "likely",
    {
      when: { at: 3, times: "always" },
      note: "asked again like any outage, since resolvers say so of names that come back; a check of the base URL is the host's"
    }
  ],
  ["N3", "the connection is refused", connection("refused"), retried, "likely"],
  ["N4", "nothing answers the attempt to connect", connection("blackHole"), retried, "likely"],
  [
    "N5",
    "the certificate is not to be trusted",
    connection("tls"),
    failed("UnexpectedResponse"),
    "likely",
    { note: "never asked again: checks can't be switched off" }
  ],
  ["N6", "reset before the answer", connection("reset"), retried, "likely"],
  ["N7", "reset in the middle of the body", connection("cut"), retried, "likely"],
  ["N8", "a connection kept open is gone as the request is sent", connection("stale"), retried, "documented"],
  ["N9", "no answer ever comes", connection("noHead"), retried, "documented"],
  ["N10", "the body drips at a byte a second", connection("drip"), retried, "likely"],
  ["N11", "the body comes slowly, and ends", connection("slow"), accepted, "likely"],
  ["N12", "half a body without a length, closed in order", connection("unframed"), retried, "likely"],
  [
    "N12b",
    "a whole body without a length, closed in order",
    connection("unframedWhole"),
    retried,
    "likely",
    { note: "it can't be told from a cut one, so it counts as one" }
  ],
  ["N13", "chunks without the last", connection("unterminated"), retried, "likely"],
  ["N13b", "a body shorter than its stated length", connection("shortBody"), retried, "likely"],
  [
    "N13c",
    "a body longer than its stated length",
    connection("longBody"),
    failed("UnexpectedResponse"),
    "likely",
    { note: "what is read up to the length is no page" }
  ],
  ["N14", "gzip that ends in its middle, of the stated length", damage("gzipCut"), retried, "likely"],
  [
    "N15",
    "the answer to an earlier request comes",
    connection("earlier"),
    completed("accepted"),
    "unknown",
    {
      note: "where pages say where they begin it fails as `OffsetMismatch`; else the records are read again, and none is left out"
    }
  ],
  ["N16", "every byte comes alone", connection("slices"), accepted, "likely"],
  ["N17", "103 Early Hints before the answer", connection("early"), accepted, "likely"]
]
