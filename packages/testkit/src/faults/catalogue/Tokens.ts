/**
 * O: access tokens, where a provider issues them.
 *
 * @since 0.1.0
 */
import type { Line } from "../FaultEntry.ts"
import { completed, failed, suspended } from "../Outcome.ts"
import { answer, connection, damage, expiresIn, process, wait } from "./What.ts"

const accepted = completed("accepted")
const retried = completed("retried")
const first = { when: { at: 1, of: "tokens" } } as const
const always = { when: { at: 1, times: "always", of: "tokens" } } as const
const invalid = (error: string) => answer(400, { body: JSON.stringify({ error }) })

/**
 * @category constants
 * @since 0.1.0
 */
export const tokens: ReadonlyArray<Line> = [
  ["O1", "the grant is refused", invalid("invalid_grant"), failed("AuthenticationFailed"), "likely", always],
  [
    "O1b",
    "the client is refused",
    answer(401, { body: '{"error":"invalid_client"}' }),
    failed("AuthenticationFailed"),
    "likely",
    always
  ],
  [
    "O2",
    "the process dies between a refresh and its first use",
    process("killAfterRefresh"),
    completed("recovered"),
    "likely",
    { note: "a token is kept before it is used; core's tests of credentials do it" }
  ],
  ["O3", "the token endpoint's quota is used up for a day", wait(429, 86_400), suspended, "documented", always],
  ["O3b", "the token endpoint asks for a wait", wait(429, 30), completed("waited"), "documented", first],
  [
    "O4",
    "many readers need a new token at once",
    process("manyRefreshes"),
    completed("refreshed"),
    "documented",
    { note: "one refresh for all; core's tests of credentials do it" }
  ],
  ["O5", "a token that lives for 0 seconds", expiresIn("0"), accepted, "likely", always],
  ["O5b", "a token that lives for -1 seconds", expiresIn("-1"), accepted, "likely", always],
  ["O5c", "a token's life as a text", expiresIn('"3600"'), accepted, "likely", always],
  ["O5d", "a token that lives for 1e12 seconds", expiresIn("1e12"), accepted, "likely", always],
  ["O5e", "a token whose life is not told", expiresIn(undefined), accepted, "likely", always],
  ["O6", "the token endpoint never answers once", connection("noHead"), retried, "likely", first],
  [
    "O6b",
    "the token endpoint answers as a gateway does",
    damage("html"),
    failed("UnexpectedResponse"),
    "likely",
    always
  ],
  ["O6c", "the token endpoint fails once", answer(503), retried, "likely", first],
  [
    "O7",
    "401 for a token that should be good",
    answer(401),
    completed("refreshed"),
    "documented",
    { note: "one renewal and one more try; without tokens to renew it fails as `AuthenticationFailed`" }
  ]
]
