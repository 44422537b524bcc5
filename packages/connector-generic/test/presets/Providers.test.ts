import { assert, describe, it, vi } from "@effect/vitest"
import {
  ApaleoProvider,
  CloudbedsProvider,
  type ExpediaOptions,
  ExpediaProvider,
  GuestyProvider,
  HostawayProvider,
  HotelbedsProvider,
  MewsProvider
} from "@innlet/testkit"
import { Duration, Effect, Equal } from "effect"
import { Length } from "@innlet/core/domain"
import { type Entry, entries, mock } from "./Entry.ts"
import * as Pull from "./Pull.ts"

// Sockets and files are slow where machines are busy.
vi.setConfig({ testTimeout: 60_000 })

const entryOf = (name: string): Entry => {
  const entry = entries.find(({ manifest }) => manifest.name === name)
  if (entry === undefined) throw new Error(`no entry ${name}`)
  return entry
}

/** A full run over a socket, as it should be. */
const pull = Effect.fnUntraced(function* (entry: Entry, options: Pull.Options = {}) {
  const file = yield* Pull.newFile
  const setting = yield* Pull.setting(entry, options)
  const report = yield* Pull.run(setting, file)
  return {
    outcomes: Pull.outcomes(report),
    retries: report.streams.reduce((sum, { counts }) => sum + counts.retries, 0),
    differences: yield* Pull.differences(entry, setting, file),
    statuses: yield* setting.mock.statuses
  }
}, Effect.provide(Pull.layer))

const isWhole = (entry: Entry, { differences, outcomes }: Effect.Success<ReturnType<typeof pull>>): void => {
  assert.deepStrictEqual(outcomes, Pull.expected(entry))
  assert.deepStrictEqual(differences, [])
}

/** What the mocks keep, which were written from the same documents. */
const kept = {
  mews_reservations: MewsProvider.api(),
  cloudbeds: CloudbedsProvider.api(),
  cloudbeds2: CloudbedsProvider.api(),
  hostaway: HostawayProvider.api(),
  guesty: GuestyProvider.api()
}

describe("the quotas of a preset", () => {
  for (const [name, { quotas = [] }] of Object.entries(kept)) {
    it(`are no more than ${name} allows`, () => {
      const declared = entryOf(name).manifest.quotas ?? []

      assert.isAbove(quotas.length, 0)
      for (const { requests, window } of quotas) {
        const same = declared.find((quota) => Equal.equals(Length.of(quota.window), Duration.fromInputUnsafe(window)))
        assert.isAtMost(same?.limit ?? Infinity, requests)
      }
    })
  }
})

const linked = (options: ExpediaOptions.ExpediaOptions): Entry => ({
  ...entryOf("expedia_content"),
  mock: mock((list) => ExpediaProvider.make({ ...list, pageSize: 40, strictHeaders: true, ...options }), {
    properties: "properties"
  })
})

describe("the preset expedia_content", () => {
  for (const link of ["relative", "two"] as const) {
    it.live(`follows the next link of a header that is ${link}`, () =>
      Effect.gen(function* () {
        const entry = linked({ link })
        isWhole(entry, yield* pull(entry))
      })
    )
  }

  it.live("takes its credentials to no other host", () =>
    Effect.gen(function* () {
      const { outcomes } = yield* pull(linked({ link: "crossOrigin" }))

      assert.include(outcomes["properties"], "OriginRefused")
    })
  )

  it.live("slows down by what is left of the minute in percent", () =>
    Effect.gen(function* () {
      const entry = linked({ throttle: [{ requests: 3, window: "1 second" }] })
      const result = yield* pull(entry, { list: { rows: 240 } })

      isWhole(entry, result)
      assert.notInclude(result.statuses, 429)
    })
  )
})

const overQuota = (text: string) => Pull.instead({ status: 403, body: `<h1>${text}</h1>` })

const outage = { status: 200, body: JSON.stringify({ error: { code: "SYSTEM_ERROR", message: "down" }, hotels: [] }) }

describe("the preset hotelbeds_content", () => {
  const hotelbeds = entryOf("hotelbeds_content")
  it.live("knows a throttle by its text alone", () =>
    Effect.gen(function* () {
      isWhole(hotelbeds, yield* pull(hotelbeds, { second: overQuota("Developer Over Qps") }))
    })
  )

  it.live("is suspended when the requests of the day are used up", () =>
    Effect.gen(function* () {
      for (const second of [
        overQuota("Developer Over Rate"),
        Pull.instead({ status: 403, headers: { "x-mashery-error-code": "ERR_403_DEVELOPER_OVER_RATE" } })
      ]) {
        const { outcomes } = yield* pull(hotelbeds, { second, asDeclared: true })
        assert.match(outcomes["hotels"] ?? "", /QuotaExceeded.*suspended until/)
      }
    })
  )

  for (const [what, answer] of [
    ["what failed in the last minutes", { status: 410 }],
    ["an outage that is told under status 200", outage]
  ] as const) {
    it.live(`tries again after ${what}`, () =>
      Effect.gen(function* () {
        const result = yield* pull(hotelbeds, { second: Pull.instead(answer) })

        isWhole(hotelbeds, result)
        assert.strictEqual(result.retries, 1)
      })
    )
  }

  it.live("calls a refused signature refused credentials, under either status", () =>
    Effect.gen(function* () {
      for (const unauthorized of [401, 403] as const) {
        const entry = {
          ...hotelbeds,
          mock: mock((list) => HotelbedsProvider.make({ ...list, unauthorized }), { hotels: "hotels" })
        }
        const { outcomes } = yield* pull(entry, { secrets: { ...hotelbeds.secrets, secret: "another-one" } })
        assert.include(outcomes["hotels"], "AuthenticationFailed")
      }
    })
  )
})

const mews = (options: MewsProvider.MewsOptions): Entry => ({
  ...entryOf("mews_reservations"),
  mock: mock((list) => MewsProvider.make({ ...list, ...options }), { reservations: "reservations" })
})

describe("the preset mews_reservations", () => {
  it.live("asks for less time when a request is too heavy", () =>
    Effect.gen(function* () {
      const entry = mews({ heavy: 30 })
      const result = yield* pull(entry)

      isWhole(entry, result)
      assert.include(result.statuses, 408)
    })
  )

  it.live("reads the list in either order that the guidelines leave open", () =>
    Effect.gen(function* () {
      const entry = mews({ newest: "created" })
      isWhole(entry, yield* pull(entry))
    })
  )

  it.live("takes status 204 for a window without reservations where a rule says so", () =>
    Effect.gen(function* () {
      const { manifest, ...entry } = mews({})
      const request = { headers: { prefer: "return=minimal" } }
      const errors = [{ status: 204, means: "empty" as const }, ...(manifest.errors ?? [])]
      const minimal = { ...entry, manifest: { ...manifest, request, errors } }
      const result = yield* pull(minimal)

      isWhole(minimal, result)
      assert.include(result.statuses, 204)
      assert.include(
        (yield* pull({ ...entry, manifest: { ...manifest, request } })).outcomes["reservations"],
        "status 204 where no rule says that it is an empty page"
      )
    })
  )
})

const cloudbeds = (options: Parameters<typeof CloudbedsProvider.make>[0]): Entry => ({
  ...entryOf("cloudbeds"),
  mock: mock((list) => CloudbedsProvider.make({ ...list, ...options }), {
    hotels: "hotels",
    room_types: "roomTypes",
    reservations: "reservations"
  })
})

describe("the preset cloudbeds", () => {
  it.live("reads pages whose success is a text", () =>
    Effect.gen(function* () {
      const entry = cloudbeds({ success: "string" })
      isWhole(entry, yield* pull(entry))
    })
  )

  it.live("reads pages that are smaller than asked for", () =>
    Effect.gen(function* () {
      const entry = cloudbeds({ pageSize: { max: 25, over: "cap" } })
      isWhole(entry, yield* pull(entry))
    })
  )
})

describe("the preset apaleo", () => {
  it.live("takes an empty list for the end as it does status 204", () =>
    Effect.gen(function* () {
      const entry: Entry = {
        ...entryOf("apaleo"),
        mock: mock((list) => ApaleoProvider.make({ ...list, empty: "list" }), {
          properties: "properties",
          units: "units",
          reservations: "reservations"
        })
      }
      const result = yield* pull(entry)

      isWhole(entry, result)
      assert.notInclude(result.statuses, 204)
      assert.include((yield* pull(entryOf("apaleo"))).statuses, 204)
    })
  )
})

for (const name of ["apaleo", "guesty"]) {
  describe(`the preset ${name}`, () => {
    it.live("asks for another token when its own is revoked, and for no more", () =>
      Effect.gen(function* () {
        const file = yield* Pull.newFile
        const entry = entryOf(name)
        const setting = yield* Pull.setting(entry)
        let pages = 0
        const report = yield* Pull.run(setting, file, {
          onEvent: (event) => (event._tag === "PageCommitted" && ++pages === 2 ? setting.mock.revoke : Effect.void)
        })

        assert.deepStrictEqual(Pull.outcomes(report), Pull.expected(entry))
        assert.deepStrictEqual(yield* Pull.differences(entry, setting, file), [])
        assert.strictEqual((yield* setting.mock.statuses).filter((status) => status === 401).length, 1)
      }).pipe(Effect.provide(Pull.layer))
    )
  })
}
