import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as HotelXScroll from "../../src/providers/HotelXScroll.ts"

const habits = (changes?: Partial<HotelXScroll.Habits>): HotelXScroll.Habits => ({
  tokens: "same",
  replay: "advances",
  ttl: 240_000,
  seed: 1,
  ...changes
})

const rows = (count: number) => Array.from({ length: count }, (_, index) => index)

const begun = (given: HotelXScroll.Habits, count: number, size: number, now = 0) =>
  HotelXScroll.begun<number>(given, HotelXScroll.none, { stream: "hotels", rows: rows(count), size }, now)

/** The rows that the same or the newest token gives again and again, until there are none. */
const walked = (given: HotelXScroll.Habits, count: number, size: number): ReadonlyArray<number> => {
  let [page, scrolls] = begun(given, count, size)
  const all = [...page.rows]
  while (!page.past && page.rows.length > 0) {
    const next = HotelXScroll.continued(given, scrolls, "hotels", page.token, 0)
    if (next === undefined) throw new Error("the token is dead")
    ;[page, scrolls] = next
    all.push(...page.rows)
  }
  return all
}

const tokens = ["same", "rotating", "rotatingSpent"] as const
const counts = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 120 }))
const sizes = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 50 }))

describe("HotelXScroll", () => {
  for (const each of tokens) {
    for (const replay of ["advances", "repeats"] as const) {
      it.prop(`gives every row once, in order: ${each} tokens, replay ${replay}`, [counts, sizes], ([count, size]) => {
        assert.deepStrictEqual(walked(habits({ tokens: each, replay }), count, size), rows(count))
      })
    }
  }

  it.each([
    ["same", "advances", [4, 5]],
    ["same", "repeats", [4, 5]],
    ["rotating", "advances", [4, 5]],
    ["rotating", "repeats", [2, 3]],
    ["rotatingSpent", "advances", undefined],
    ["rotatingSpent", "repeats", undefined]
  ] as const)("a token sent again, of %s tokens with replay %s, gives %o", (kind, replay, expected) => {
    const given = habits({ tokens: kind, replay })
    const [first, scrolls] = begun(given, 9, 2)
    const second = HotelXScroll.continued(given, scrolls, "hotels", first.token, 0)
    const again = HotelXScroll.continued(given, second?.[1] ?? scrolls, "hotels", first.token, 0)

    assert.deepStrictEqual(second?.[0].rows, [2, 3])
    assert.deepStrictEqual(again?.[0].rows, expected)
    assert.strictEqual(second?.[0].token === first.token, kind === "same")
  })

  it("takes a newer token still after an older one was repeated", () => {
    const given = habits({ tokens: "rotating", replay: "repeats" })
    const [first, opened] = begun(given, 9, 2)
    const second = HotelXScroll.continued(given, opened, "hotels", first.token, 0)
    const third = HotelXScroll.continued(given, second?.[1] ?? opened, "hotels", second?.[0].token ?? "", 0)
    const repeated = HotelXScroll.continued(given, third?.[1] ?? opened, "hotels", first.token, 0)
    const fourth = HotelXScroll.continued(given, repeated?.[1] ?? opened, "hotels", third?.[0].token ?? "", 0)

    assert.deepStrictEqual(
      [repeated?.[0].rows, fourth?.[0].rows],
      [
        [2, 3],
        [6, 7]
      ]
    )
  })

  it("ends again, and not as a dead token, when asked again past the end", () => {
    for (const kind of tokens) {
      const given = habits({ tokens: kind })
      const [first, scrolls] = begun(given, 3, 2)
      const last = HotelXScroll.continued(given, scrolls, "hotels", first.token, 0)
      const past = HotelXScroll.continued(given, last?.[1] ?? scrolls, "hotels", last?.[0].token ?? "", 0)
      const again = HotelXScroll.continued(given, past?.[1] ?? scrolls, "hotels", past?.[0].token ?? "", 0)

      assert.deepStrictEqual([last?.[0].last, last?.[0].past], [true, false])
      assert.deepStrictEqual([past?.[0].past, again?.[0].past, again?.[0].rows], [true, true, []])
    }
  })

  it("lives until its time since the last request is over", () => {
    const [first, opened] = begun(habits(), 9, 2, 1000)
    const just = HotelXScroll.continued(habits(), opened, "hotels", first.token, 240_999)

    assert.strictEqual(HotelXScroll.continued(habits(), opened, "hotels", first.token, 241_000), undefined)
    assert.isDefined(just)
    assert.isDefined(HotelXScroll.continued(habits(), just?.[1] ?? opened, "hotels", first.token, 480_998))
    assert.strictEqual(HotelXScroll.continued(habits(), just?.[1] ?? opened, "hotels", first.token, 480_999), undefined)
  })

  it("keeps listings apart, and refuses tokens that it never gave", () => {
    const given = habits({ tokens: "rotating" })
    const [one, after] = begun(given, 9, 2)
    const [two, both] = HotelXScroll.begun(given, after, { stream: "hotels", rows: [70, 80], size: 1 }, 0)
    const next = (token: string, stream: "hotels" | "rooms" = "hotels") =>
      HotelXScroll.continued(given, both, stream, token, 0)?.[0].rows
    const said = Buffer.from(one.token, "base64").toString()
    const forged = Buffer.from(said.replace(/\d+$/, "2")).toString("base64")

    assert.deepStrictEqual([next(one.token), next(two.token)], [[2, 3], [80]])
    assert.deepStrictEqual(
      [next(one.token, "rooms"), next(forged), next(`${one.token}=`), next("x"), next("")],
      [undefined, undefined, undefined, undefined, undefined]
    )
    assert.strictEqual(HotelXScroll.continued(given, HotelXScroll.forgotten(both), "hotels", one.token, 0), undefined)
  })
})
