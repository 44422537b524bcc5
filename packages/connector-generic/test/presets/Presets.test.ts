import { assert, describe, it, vi } from "@effect/vitest"
import { Fault, World } from "@innlet/testkit"
import { Clock, Effect, Record, Result, Schema } from "effect"
import { Manifest } from "../../src/Manifest.ts"
import * as ManifestCheck from "../../src/ManifestCheck.ts"
import * as Presets from "../../src/presets/index.ts"
import { type Answer, type Entry, entries } from "./Entry.ts"
import * as Pull from "./Pull.ts"

// Sockets and files are slow where machines are busy.
vi.setConfig({ testTimeout: 60_000 })

const decode = Schema.decodeUnknownEffect(Manifest, { onExcessProperty: "error" })

describe("presets", () => {
  it("are all tested", () => {
    assert.sameMembers(
      entries.map(({ manifest }) => manifest.name),
      Object.values(Presets.presets).map(({ name }) => name)
    )
  })

  it.effect("are manifests as JSON would hold them", () =>
    Effect.gen(function* () {
      for (const preset of Object.values<Manifest>(Presets.presets)) {
        assert.deepStrictEqual(yield* decode(JSON.parse(JSON.stringify(preset))), preset)
        assert.deepStrictEqual(ManifestCheck.check(preset), Result.succeed(preset))
      }
    })
  )
})

/** Bodies under status 200 that are no page. */
const damages: ReadonlyArray<readonly [what: string, body: (page: string) => string]> = [
  ["a gateway's page of HTML", () => "<!doctype html><title>Just a moment</title>"],
  ["an empty body", () => ""],
  ["half a page", (page) => page.slice(0, Math.floor(page.length / 2))]
]

const noStrongerThan = {
  Proven: ["Proven", "Attested", "Unproven"],
  Attested: ["Attested", "Unproven"],
  Unproven: ["Unproven"]
} as const satisfies Record<string, ReadonlyArray<string>>

/** What a host declares that knows more of the order than the provider's documents say. */
const ordered = ({ manifest, ...entry }: Entry): Entry => ({
  ...entry,
  manifest: { ...manifest, streams: Record.map(manifest.streams, (stream) => ({ ...stream, order: "immutable" })) }
})

for (const entry of entries) {
  const { broken, lost, main, manifest, secrets, streams, throttled } = entry
  /** Without the streams that such a test is not about. */
  const alone = { streams: entry.parent === undefined ? [main] : [entry.parent, main] }
  const verdict = streams[main]?.verdict ?? "Proven"

  describe(`the preset ${manifest.name}`, () => {
    it.live("brings every record of every stream", () =>
      Effect.gen(function* () {
        const file = yield* Pull.newFile
        const setting = yield* Pull.setting(entry)
        const report = yield* Pull.run(setting, file)

        assert.deepStrictEqual(Pull.outcomes(report), Pull.expected(entry))
        assert.deepStrictEqual(yield* Pull.differences(entry, setting, file), [])
        for (const { counts } of report.streams) assert.strictEqual(counts.deadLettered, 0)
      }).pipe(Effect.provide(Pull.layer))
    )

    it.live("keeps a record that lacks a field as a dead letter", () =>
      Effect.gen(function* () {
        const file = yield* Pull.newFile
        const setting = yield* Pull.setting(entry, { ...alone, list: { malformed: 0.05 } })
        const report = yield* Pull.run(setting, file)
        const bad = (yield* setting.mock.presentThroughout(main)).filter(({ malformed }) => malformed)
        const rows = (yield* Pull.tablesOf(setting, file)).find(({ stream }) => stream === main)?.rows ?? []

        assert.isAbove(bad.length, 1)
        assert.strictEqual(rows.length, 120 - bad.length)
        assert.deepStrictEqual(Pull.outcomes(report)[main], verdict)
      }).pipe(Effect.provide(Pull.layer))
    )

    it.live("waits when it is told that it asks too often, and goes on", () =>
      Effect.gen(function* () {
        const file = yield* Pull.newFile
        const setting = yield* Pull.setting(entry, { ...alone, second: Pull.instead(throttled) })
        const report = yield* Pull.run(setting, file)

        assert.strictEqual(Pull.outcomes(report)[main], verdict)
        assert.isAbove(report.streams.find(({ stream }) => stream === main)?.counts.retries ?? 0, 0)
        assert.deepStrictEqual(yield* Pull.differences(entry, setting, file), [])
      }).pipe(Effect.provide(Pull.layer))
    )

    it.live("loses nothing when connections are cut in the middle of a page", () =>
      Effect.gen(function* () {
        const file = yield* Pull.newFile
        const setting = yield* Pull.setting(entry, {
          ...alone,
          faults: [Fault.every(4, { _tag: "Connection", connection: "cut" }, 2)]
        })
        const report = yield* Pull.run(setting, file)

        assert.strictEqual(Pull.outcomes(report)[main], verdict)
        assert.deepStrictEqual(yield* Pull.differences(entry, setting, file), [])
      }).pipe(Effect.provide(Pull.layer))
    )

    it.live("takes no body that is not a page for the end, and goes on later", () =>
      Effect.gen(function* () {
        for (const [what, body] of damages) {
          const file = yield* Pull.newFile
          const setting = yield* Pull.setting(entry, {
            ...alone,
            second: (page) => ({ ...page, body: body(String(page.body)) })
          })
          const failed = Pull.outcomes(yield* Pull.run(setting, file))[main]
          const later = Pull.outcomes(yield* Pull.run(setting, file))[main]

          assert.include(failed, "UnexpectedResponse", what)
          assert.strictEqual(later, verdict, what)
          assert.deepStrictEqual(yield* Pull.differences(entry, setting, file), [], what)
        }
      }).pipe(Effect.provide(Pull.layer))
    )

    const answers: typeof broken = [...broken, ["a conflict", { status: 409 }, "RequestRejected: status 409"]]
    for (const [what, answer, said] of answers) {
      it.live(`fails at ${what}, and goes on later`, () =>
        Effect.gen(function* () {
          const file = yield* Pull.newFile
          const setting = yield* Pull.setting(entry, { ...alone, second: Pull.instead(answer), lasts: true })
          const failed = Pull.outcomes(yield* Pull.run(setting, file))[main]
          yield* setting.mend
          const later = Pull.outcomes(yield* Pull.run(setting, file))[main]

          assert.include(failed, said)
          // A walk by offset that was refused goes on in steps that prove less.
          assert.include(noStrongerThan[verdict], later)
          assert.deepStrictEqual(yield* Pull.differences(entry, setting, file), [])
        }).pipe(Effect.provide(Pull.layer))
      )
    }

    if (lost !== undefined) itBeginsAgain(lost)

    function itBeginsAgain(answer: Answer) {
      it.live("begins again when its cursor is refused", () =>
        Effect.gen(function* () {
          const file = yield* Pull.newFile
          const setting = yield* Pull.setting(entry, { ...alone, second: Pull.instead(answer) })
          const report = yield* Pull.run(setting, file)

          assert.strictEqual(Pull.outcomes(report)[main], verdict)
          assert.strictEqual(report.streams.find(({ stream }) => stream === main)?.restarts, 1)
          assert.deepStrictEqual(yield* Pull.differences(entry, setting, file), [])
        }).pipe(Effect.provide(Pull.layer))
      )
    }

    it.live("leaves the same tables whether or not it was stopped in the middle", () =>
      Effect.gen(function* () {
        const whole = yield* Pull.newFile
        const parted = yield* Pull.newFile
        const once = yield* Pull.setting(entry)
        const report = yield* Pull.run(once, whole)
        const again = yield* Pull.setting(entry)
        for (const pages of [1, 3]) assert.strictEqual(yield* Pull.broken(again, parted, pages), pages)
        const rest = yield* Pull.run(again, parted)

        assert.deepStrictEqual(Pull.outcomes(rest), Pull.outcomes(report))
        assert.strictEqual(
          JSON.stringify(yield* Pull.tablesOf(again, parted)),
          JSON.stringify(yield* Pull.tablesOf(once, whole))
        )
      }).pipe(Effect.provide(Pull.layer))
    )

    it.effect("claims no more than it knows of lists that change meanwhile", () =>
      Effect.gen(function* () {
        for (const seed of [1, 2, 3, 4]) {
          const volatility = { deletes: 0.3, inserts: 0.3, updates: seed % 2 }
          const { missing, outcomes } = yield* Pull.slowly(entry, { seed, volatility })

          for (const [stream, { verdict }] of Object.entries(streams)) {
            const told = outcomes[stream] ?? ""
            const lost = missing.filter(([name]) => name === stream)
            assert.include(noStrongerThan[verdict], told, `${stream}, seed ${seed}`)
            if (told !== "Unproven") assert.deepStrictEqual(lost, [], `${stream}, seed ${seed}`)
          }
        }
      })
    )

    it.live("says that its credentials are refused", () =>
      Effect.gen(function* () {
        const file = yield* Pull.newFile
        const wrong = Object.fromEntries(Object.keys(secrets).map((name) => [name, "another-one"]))
        const setting = yield* Pull.setting(entry, { secrets: wrong })
        const [said] = Object.values(Pull.outcomes(yield* Pull.run(setting, file)))

        assert.match(said ?? "", /AuthenticationFailed|AccessDenied/)
        assert.notInclude(said, "another-one")
      }).pipe(Effect.provide(Pull.layer))
    )

    if (manifest.streams[main]?.changes !== undefined) {
      it.live("asks only for what changed, once it is known to have everything", () =>
        Effect.gen(function* () {
          const file = yield* Pull.newFile
          const known = verdict === "Unproven" ? ordered(entry) : entry
          const setting = yield* Pull.setting(known, alone)
          yield* Pull.run(setting, file)
          const now = yield* Clock.currentTimeMillis
          for (const index of [3, 50, 119])
            yield* setting.mock.change(main, (world) => World.updated(world, index, now))
          const after = yield* Pull.run(setting, file, { streams: [main], incremental: true })

          const { counts } = after.streams[0] ?? assert.fail("no report")
          assert.isBelow(counts.received, 20)
          assert.strictEqual(counts.updated, 3)
          assert.deepStrictEqual(yield* Pull.differences(known, setting, file), [])
        }).pipe(Effect.provide(Pull.layer))
      )
    }
  })
}
