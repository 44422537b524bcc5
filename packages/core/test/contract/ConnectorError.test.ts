import { assert, describe, it } from "@effect/vitest"
import { Duration, Result, Schema } from "effect"
import * as Errors from "../../src/contract/ConnectorError.ts"
import * as Stores from "../../src/contract/SyncStore.ts"

const detail = "what was seen"
const wait = Duration.seconds(7)

/** Each reason: may it be retried, after how long, and did the provider act? */
const reasons: ReadonlyArray<readonly [Errors.Reason, boolean, Duration.Duration | undefined, Errors.Processed]> = [
  [new Errors.AuthenticationFailed({ detail }), false, undefined, "yes"],
  [new Errors.AccessDenied({ detail }), false, undefined, "yes"],
  [new Errors.QuotaExceeded({ detail, retryAfter: wait }), true, wait, "no"],
  [new Errors.QuotaUnavailable({ detail }), false, undefined, "no"],
  [new Errors.ProviderUnavailable({ detail, retryAfter: wait, processed: "maybe" }), true, wait, "maybe"],
  [new Errors.ProviderUnavailable({ detail, retryAfter: undefined, processed: "no" }), true, undefined, "no"],
  [new Errors.RequestRejected({ detail }), false, undefined, "yes"],
  [new Errors.CursorRejected({ detail, why: "spent" }), false, undefined, "yes"],
  [new Errors.UnexpectedResponse({ detail }), false, undefined, "yes"],
  [new Errors.OriginRefused({ detail }), false, undefined, "yes"]
]

describe("ConnectorError", () => {
  for (const [reason, isRetryable, retryAfter, processed] of reasons) {
    it(`says what ${reason._tag} means for a retry`, () => {
      const error = new Errors.ConnectorError({ connector: "demo", stream: "rates", reason })

      assert.deepStrictEqual(
        [error.isRetryable, error.retryAfter, error.processed],
        [isRetryable, retryAfter, processed]
      )
      assert.strictEqual(error.message, `demo/rates: ${reason._tag}: ${detail}`)
    })
  }

  it("is told apart by its tags, also when it has been written down", () => {
    assert.deepStrictEqual(
      [...new Set(reasons.map(([reason]) => reason._tag))],
      [
        "AuthenticationFailed",
        "AccessDenied",
        "QuotaExceeded",
        "QuotaUnavailable",
        "ProviderUnavailable",
        "RequestRejected",
        "CursorRejected",
        "UnexpectedResponse",
        "OriginRefused"
      ]
    )
    const codec = Schema.toCodecJson(Errors.ConnectorError)
    for (const [reason] of reasons) {
      const error = new Errors.ConnectorError({ connector: "demo", stream: "rates", reason })
      const written = Result.getOrThrow(Schema.encodeResult(codec)(error))
      assert.deepInclude(written, { _tag: "ConnectorError" })
      const back = Result.getOrThrow(Schema.decodeUnknownResult(codec)(JSON.parse(JSON.stringify(written))))
      assert.strictEqual(back.reason._tag, reason._tag)
      assert.strictEqual(back.message, error.message)
    }
  })

  it("takes only the reasons that a cursor can be refused for", () => {
    for (const why of ["expired", "invalid", "foreign", "spent"] as const) {
      assert.strictEqual(new Errors.CursorRejected({ why, detail }).why, why)
    }
    const decode = Schema.decodeUnknownResult(Schema.toCodecJson(Errors.CursorRejected))
    assert.isTrue(Result.isFailure(decode({ _tag: "CursorRejected", why: "", detail })))
  })
})

describe("StoreError", () => {
  for (const reason of [
    new Stores.StaleEpoch({ detail }),
    new Stores.StoreMismatch({ detail }),
    new Stores.StoreUnavailable({ detail }),
    new Stores.StoreFull({ detail }),
    new Stores.RowsRefused({ detail, rows: [{ index: 0, path: "a", message: "m" }] })
  ]) {
    it(`names the store and ${reason._tag}`, () => {
      const error = new Stores.StoreError({ store: "a.db", reason })

      assert.strictEqual(error._tag, "StoreError")
      assert.strictEqual(error.message, `store a.db: ${reason._tag}: ${detail}`)
    })
  }

  it("has a tag for each thing that can go wrong", () => {
    assert.deepStrictEqual(
      [Stores.StaleEpoch, Stores.StoreMismatch, Stores.StoreUnavailable, Stores.StoreFull].map(
        (Reason) => new Reason({ detail })._tag
      ),
      ["StaleEpoch", "StoreMismatch", "StoreUnavailable", "StoreFull"]
    )
    assert.strictEqual(new Stores.RowsRefused({ detail, rows: [] })._tag, "RowsRefused")
  })
})
