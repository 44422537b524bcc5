/**
 * H: statuses, headers and bodies that are no page.
 *
 * @since 0.1.0
 */
import type { Line } from "../FaultEntry.ts"
import { completed, failed, suspended } from "../Outcome.ts"
import { answer, connection, damage, wait } from "./What.ts"

const retried = completed("retried")
const waited = completed("waited")
const accepted = completed("accepted")
const always = { when: { at: 3, times: "always" } } as const

/**
 * @category constants
 * @since 0.1.0
 */
export const http: ReadonlyArray<Line> = [
  ["H1", "429 with a wait in seconds", wait(429, 30), waited, "documented"],
  [
    "H2",
    "429 with a date to wait for",
    answer(429, { retryAfter: { form: "imfFixdate", seconds: 90 } }),
    waited,
    "likely",
    { note: "a date counts from the `Date` of the same answer" }
  ],
  [
    "H2b",
    "429 with a date in the form of RFC 850",
    answer(429, { retryAfter: { form: "rfc850", seconds: 90 } }),
    waited,
    "likely"
  ],
  [
    "H2c",
    "429 with a date in the form of asctime",
    answer(429, { retryAfter: { form: "asctime", seconds: 90 } }),
    waited,
    "likely"
  ],
  [
    "H3",
    "429 without a wait",
    answer(429),
    waited,
    "documented",
    { note: "the connector's own pause, else 5 s doubling to 60 s" }
  ],
  ["H4", "429 with a wait of an hour", wait(429, 3600), suspended, "documented"],
  ["H5", "429 with a wait of ten years", wait(429, 315_360_000), suspended, "unknown"],
  ["H5b", "429 with a wait of -5", wait(429, "-5"), waited, "unknown", { note: "as without a wait" }],
  ["H5c", "429 with a wait that is no number", wait(429, "garbage"), waited, "unknown", { note: "as without a wait" }],
  [
    "H5d",
    "429 with a wait of 1e9",
    wait(429, "1e9"),
    waited,
    "unknown",
    { note: "as without a wait: it is no whole number" }
  ],
  ["H5e", "429 with a wait until the year 9999", wait(429, "Fri, 31 Dec 9999 23:59:59 GMT"), suspended, "unknown"],
  ["H5f", "429 with a wait of 1.5", wait(429, "1.5"), waited, "unknown"],
  [
    "H6",
    '"too many requests" in the provider\'s own form, 403 or 200 as it may be',
    answer("quota"),
    waited,
    "documented"
  ],
  ["H7", "200 with an error in its body", answer("error"), failed("UnexpectedResponse"), "documented", always],
  [
    "H8",
    "401 in the middle of a list",
    answer(401),
    completed("refreshed"),
    "documented",
    { note: "without tokens to renew it fails as `AuthenticationFailed`" }
  ],
  ["H9", "401 whatever one does", answer(401), failed("AuthenticationFailed"), "documented", always],
  [
    "H10",
    "403",
    answer(403),
    failed("AccessDenied"),
    "documented",
    { note: "the other partitions are read to their ends" }
  ],
  ["H11", "500", answer(500), retried, "documented"],
  ["H11b", "502 after the provider acted", answer(502, { acted: true }), retried, "documented"],
  ["H11c", "503 without a wait", answer(503), retried, "documented"],
  ["H11d", "504 after the provider acted", answer(504, { acted: true }), retried, "documented"],
  ["H11e", "500 for ever", answer(500), failed("ProviderUnavailable"), "documented", always],
  ["H12", "503 with a wait of two hours", wait(503, 7200), suspended, "documented"],
  ["H12b", "503 with a wait of 20 seconds", wait(503, 20), waited, "documented"],
  [
    "H13",
    "the cursor has expired, in the provider's own form",
    answer("expiredCursor"),
    completed("begunAgain"),
    "documented"
  ],
  [
    "H14",
    "410",
    answer(410),
    failed("RequestRejected"),
    "documented",
    { ...always, note: "a connector whose provider says so of a cursor begins again" }
  ],
  [
    "H15",
    "404 for a next page",
    answer(404),
    failed("RequestRejected"),
    "likely",
    { ...always, note: "never an end of the list" }
  ],
  ["H16", "409", answer(409), failed("RequestRejected"), "likely", { ...always, note: "never an end of the list" }],
  [
    "H17",
    "the page is larger than the provider gives",
    answer("pageSize"),
    failed("RequestRejected"),
    "documented",
    always
  ],
  ["H18", "413", answer(413), failed("RequestRejected"), "likely", always],
  ["H18b", "414", answer(414), failed("RequestRejected"), "likely", always],
  [
    "H19",
    "408",
    answer(408),
    retried,
    "documented",
    { note: 'taken for an outage; "make the window smaller" is a provider\'s own form' }
  ],
  [
    "H20",
    "204 without a body",
    damage("noContent"),
    failed("UnexpectedResponse"),
    "documented",
    { ...always, note: "a connector whose provider says an empty list so takes it for one" }
  ],
  ["H21", "400", answer(400), failed("RequestRejected"), "documented", always],
  [
    "H22",
    "a page beside an error that says it is not whole",
    answer("partial"),
    failed("UnexpectedResponse"),
    "documented",
    always
  ],
  [
    "H23",
    "a redirect within the origin, for ever",
    answer(307, { headers: { location: "/elsewhere" } }),
    failed("OriginRefused"),
    "likely",
    { ...always, note: "three in a row are followed, with the same method" }
  ],
  [
    "H24",
    "a redirect to another origin",
    answer(307, { headers: { location: "https://elsewhere.test/" } }),
    failed("OriginRefused"),
    "unknown",
    { note: "refused before anything is sent there" }
  ],
  [
    "H24b",
    "a redirect to plain HTTP",
    answer(308, { headers: { location: "http://provider.test/" } }),
    failed("OriginRefused"),
    "unknown"
  ],
  [
    "H25",
    "a page of a gateway under 200",
    damage("html"),
    failed("UnexpectedResponse"),
    "documented",
    { note: "the next run goes on: the checkpoint stands" }
  ],
  [
    "H25b",
    "the right body under text/html",
    damage("otherType"),
    accepted,
    "likely",
    { note: "what it is, is in the body" }
  ],
  ["H25c", "no body under 200", damage("empty"), failed("UnexpectedResponse"), "likely"],
  ["H25d", "the body null", damage("null"), failed("UnexpectedResponse"), "likely"],
  ["H25e", "a text instead of a page", damage("text"), failed("UnexpectedResponse"), "likely"],
  ["H26", "six content codings", damage("sixCodings"), failed("UnexpectedResponse"), "documented"],
  ["H26b", "a content coding that nobody knows", damage("unknownCoding"), failed("UnexpectedResponse"), "likely"],
  ["H26c", "a body that is not in its stated coding", damage("wrongCoding"), failed("UnexpectedResponse"), "likely"],
  ["H26d", "gzip that inflates without end", damage("gzipBomb"), failed("UnexpectedResponse"), "likely"],
  [
    "H27",
    "rate limit headers in units of their own",
    answer(429, { headers: { "ratelimit-remaining": "0", "ratelimit-reset": "1e99", "x-ratelimit-reset": "-1" } }),
    waited,
    "documented",
    { note: "what a connector does not declare, it does not believe" }
  ],
  ["H28", "a cache gives an older page", connection("earlier"), accepted, "likely", { note: "as N15" }],
  ["H29", "a header of 64 KB", damage("largeHeader"), failed("UnexpectedResponse"), "unknown"],
  ["H29b", "10,000 headers", damage("manyHeaders"), failed("UnexpectedResponse"), "unknown"],
  ["H30", "451", answer(451), failed("RequestRejected"), "documented", always],
  ["H30b", "402, the account is not paid for", answer(402), failed("RequestRejected"), "documented", always]
]
