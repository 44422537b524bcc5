import { assert, describe, it } from "@effect/vitest"
import * as LegacyToken from "../../src/providers/LegacyToken.ts"

const place = { stream: "hotels", rank: 1000, issuedAt: undefined }

describe("LegacyToken.make", () => {
  it("looks as the documentation shows it", () => {
    assert.strictEqual(
      LegacyToken.make({}, place),
      '<?xml version="1.0" encoding="utf-16"?><ContinuationToken><ContinuationToken><Version>2.0</Version>' +
        "<Type>Table</Type><NextPartitionKey>1!16!U1VQUF9ob3RlbHM=</NextPartitionKey>" +
        "<NextRowKey>1!28!U1VQUF9ob3RlbHNfMDAwMDEwMDA=</NextRowKey><TargetLocation>Primary</TargetLocation>" +
        "</ContinuationToken></ContinuationToken>"
    )
  })

  it("holds what changes in careless hands when it is hostile", () => {
    const token = LegacyToken.make({ tokens: "hostile" }, place)

    for (const part of ["&amp;", "]]>", "\r\n", "\r<", "🏨"]) assert.include(token, part)
    assert.strictEqual(token.at(0), " ")
    assert.strictEqual(token.at(-1), " ")
  })

  it.each(["azure", "hostile"] as const)("is as long as it is told to be: %s", (tokens) => {
    const token = LegacyToken.make({ tokens, tokenBytes: 65_536 }, place)

    assert.strictEqual(Buffer.byteLength(token), 65_536)
  })
})

describe("LegacyToken.placeOf", () => {
  it.each([
    [{}, undefined],
    [{ tokens: "hostile" }, undefined],
    [{ tokens: "hostile", tokenBytes: 9000, supplier: "A_B_7" }, undefined],
    [{ ttl: "4 minutes" }, 1_772_323_200_000]
  ] as const)("reads its own token: %o", (options, issuedAt) => {
    const issued = { ...place, issuedAt }

    assert.deepStrictEqual(LegacyToken.placeOf(options, "hotels", LegacyToken.make(options, issued)), issued)
  })

  it.each([0, 12.5, 0.0000001, -1, -12.25, 123_456_789, 3.3333333333333335])("reads any rank: %d", (rank) => {
    for (const issuedAt of [undefined, 1_772_323_200_000]) {
      const options = issuedAt === undefined ? {} : { ttl: "4 minutes" as const }
      const issued = { ...place, rank, issuedAt }
      assert.deepStrictEqual(LegacyToken.placeOf(options, "hotels", LegacyToken.make(options, issued)), issued)
    }
  })

  it.each([
    ["of another stream", LegacyToken.make({}, { ...place, stream: "rooms" })],
    ["of another supplier", LegacyToken.make({ supplier: "OTHER" }, place)],
    ["of another form", LegacyToken.make({ tokens: "hostile" }, place)],
    ["with a time", LegacyToken.make({ ttl: "1 minute" }, { ...place, issuedAt: 5 })],
    ["with a space more", `${LegacyToken.make({}, place)} `],
    ["with a byte less", LegacyToken.make({}, place).slice(0, -1)],
    ["of other quotes", LegacyToken.make({}, place).replaceAll('"', "'")],
    ["that is blank", " "],
    ["that is nonsense", "<NextRowKey>1!4!AAAA</NextRowKey>"]
  ])("refuses a token %s", (_, token) => {
    assert.isUndefined(LegacyToken.placeOf({}, "hotels", token))
  })
})
