import { assert, describe, it } from "@effect/vitest"
import type { History, Timed } from "../../src/simulator/History.ts"
import * as Oracles from "../../src/simulator/oracles/index.ts"
import type { Family, Kind } from "../../src/simulator/Plan.ts"
import * as Simulation from "../../src/simulator/Simulation.ts"
import type { Change } from "../../src/simulator/Snapshot.ts"

const histories = new Map<string, History>()

/** A history that breaks nothing, and that has what a test wants to spoil. */
const good = (kind: Kind, families: ReadonlyArray<Family>, has: (entry: Timed) => boolean): History => {
  const name = [kind, ...families, String(has)].join()
  const known = histories.get(name)
  if (known !== undefined) return known
  for (let seed = 1; seed <= 40; seed++) {
    const { history } = Simulation.run({ seed, wanted: { kinds: [kind], families, without: ["clock", "stall"] } })
    if (!history.entries.some(has)) continue
    histories.set(name, history)
    return history
  }
  throw new Error(`no seed has what is wanted: ${name}`)
}

const withEntries = (
  history: History,
  change: (entry: Timed, at: number) => Timed | ReadonlyArray<Timed>
): History => ({
  ...history,
  entries: history.entries.flatMap((entry, at) => change(entry, at))
})

/** Spoils every commit for which `change` gives something. */
const stored = (history: History, change: (stored: Change) => Partial<Change> | undefined): History =>
  withEntries(history, (entry) =>
    entry._tag === "Stored" ? { ...entry, change: { ...entry.change, ...change(entry.change) } } : entry
  )

const isPage = (entry: Timed) =>
  entry._tag === "Stored" && entry.change.rows.length > 0 && entry.change.checkpoints.length > 0
const isUpdate = (entry: Timed) =>
  entry._tag === "Stored" &&
  entry.change.rows.some(
    ({ after, before }) => before !== undefined && before.deletedAt === null && before.raw !== after.raw
  )
const isSent = (entry: Timed) => entry._tag === "Sent" && entry.cursor !== undefined

const isOfChanges = (entry: Timed) => entry._tag === "Sent" && entry.since !== undefined
const isProvenOfChanges = (entry: Timed) =>
  entry._tag === "Stored" &&
  entry.change.checkpoints.some(
    ({ after }) => after.partition === "part 1" && after.since !== null && (after.verdict ?? "").includes(`"Proven"`)
  )

const pages = () => good("keyset", [], isPage)
const sends = (kind: Kind = "keyset") => good(kind, [], isSent)

/** For each oracle, histories that break what it says. */
const bad: { readonly [oracle: string]: () => History } = {
  I1: () =>
    withEntries(pages(), (entry) =>
      entry._tag === "Told" && entry.event._tag === "PageCommitted"
        ? { ...entry, event: { ...entry.event, records: [{ id: "ghost", rev: 1 }] } }
        : entry
    ),
  I2: () => stored(pages(), () => ({ checkpoints: [] })),
  I3: () =>
    stored(pages(), ({ rows }) => ({ rows: rows.map((row) => ({ ...row, after: { ...row.after, key: "ghost" } })) })),
  I4: () =>
    stored(good("offset", ["volatile"], isUpdate), ({ rows }) => ({
      rows: rows.map(({ after, before }) => ({
        before: before === undefined ? undefined : after,
        after: before ?? after
      }))
    })),
  I5: () =>
    stored(pages(), ({ checkpoints }) => ({
      checkpoints: checkpoints.map(({ after, before }) => ({ before, after: { ...after, seq: before?.seq ?? 0 } }))
    })),
  I6: () =>
    stored(pages(), ({ checkpoints }) => ({
      checkpoints: checkpoints.map(({ after, before }) => ({
        before,
        after: { ...after, inserted: after.inserted + 1 }
      }))
    })),
  I7: () => withEntries(pages(), (entry) => (entry._tag === "Acted" ? { ...entry, reachesEnd: false } : entry)),
  I8: () => {
    const history = sends()
    const page = history.entries.filter((entry) => "request" in entry && entry.request === 1)
    const laps = Array.from({ length: 90 }, (_, lap) =>
      page.map((entry): Timed => ("request" in entry ? { ...entry, request: 1000 + lap } : entry))
    )
    return { ...history, plan: { ...history.plan, has: () => true }, entries: [...history.entries, ...laps.flat()] }
  },
  I9: () =>
    withEntries(sends(), (entry) =>
      entry._tag === "Sent" && entry.cursor !== undefined ? { ...entry, cursor: entry.cursor.slice(1) } : entry
    ),
  I10: () => {
    const history = good("scroll", [], isPage)
    const [partition = "", lives = []] = [...history.truth][0] ?? []
    const ghost = lives.slice(0, 1).map((life) => ({ ...life, id: "ghost", born: 0, died: undefined }))
    return { ...history, truth: new Map(history.truth).set(partition, [...lives, ...ghost]) }
  },
  I11: () =>
    stored(good("offset", ["volatile"], isUpdate), ({ rows }) => ({
      rows: rows.map(({ after, before }) => ({ before, after: { ...after, deletedAt: 1 } }))
    })),
  I12: () => {
    const history = sends("scroll")
    const from = history.entries.findIndex(isSent)
    return withEntries(history, (entry, at) => (at >= from ? { ...entry, at: entry.at + 3_600_000 } : entry))
  },
  I13: () => ({ ...pages(), finished: false }),
  I14: () =>
    withEntries(sends(), (entry) =>
      entry._tag === "Answered"
        ? { ...entry, at: entry.at - 10, answer: { _tag: "Refused", reason: "QuotaExceeded", wait: 60_000_000 } }
        : entry
    ),
  I15: () => {
    const history = sends()
    return { ...history, plan: { ...history.plan, http: false, quota: { limit: 1, window: 60_000_000, weight: 1 } } }
  },
  I16: () =>
    withEntries(sends(), (entry, at) =>
      at === 1
        ? [
            entry,
            {
              _tag: "Told",
              process: 1,
              at: 0,
              event: {
                _tag: "BreakerChanged",
                connector: "sim",
                provider: "sim",
                rule: "rate",
                from: "Closed",
                to: "Open",
                openMs: 10_000
              }
            }
          ]
        : entry
    ),
  I17: () =>
    withEntries(sends(), (entry, at) =>
      at === 1 ? [entry, { _tag: "TokenUsed", process: 1, at: 0, token: "never kept", taken: true }] : entry
    ),
  I18: () =>
    stored(pages(), ({ checkpoints }) => ({
      checkpoints: checkpoints.map(({ after, before }) => ({
        before,
        after: { ...after, walk: JSON.stringify("x".repeat(9000)) }
      }))
    })),
  I19: () =>
    stored(pages(), () => ({
      staged: [1, 2].map((page) => ({ partition: "part 1", run: "r", page, bytes: 2 ** 28 }))
    })),
  I21: () => withEntries(pages(), (entry) => (entry._tag === "Ended" ? { ...entry, leavesLocked: true } : entry)),
  I23: () =>
    stored(
      good("keyset", ["bad"], (entry) => entry._tag === "Stored" && entry.change.letters.length > 0),
      ({ letters }) => ({
        letters: letters.map((letter) => ({ ...letter, raw: letter.raw.slice(1) }))
      })
    ),
  I24: () =>
    withEntries(pages(), (entry, at) =>
      at === 1 ? [entry, { _tag: "Strayed", process: 1, at: 0, url: "https://elsewhere", token: "secret" }] : entry
    ),
  I25: () =>
    stored(pages(), ({ rows }) => ({ rows: rows.map((row) => ({ ...row, after: { ...row.after, raw: "{}" } })) })),
  I26: () =>
    withEntries(sends(), (entry, at) =>
      at === 1 ? [entry, { _tag: "Upgraded", process: 1, at: 0, partitions: ["part 1"] }] : entry
    )
}

/** What else an oracle says, each with a history that breaks that alone. */
const also: ReadonlyArray<readonly [oracle: string, what: string, spoilt: () => History]> = [
  [
    "I1",
    "what is acknowledged is kept before",
    () =>
      withEntries(
        stored(good("queue", [], isSent), () => ({ rows: [], letters: [] })),
        (entry) => (entry._tag === "Told" ? [] : entry)
      )
  ],
  [
    "I4",
    "of several versions in one page the newest stands",
    () => {
      const history = good("keyset", ["bad"], isPage)
      const newer = withEntries(history, (entry) =>
        entry._tag === "Acted"
          ? { ...entry, served: entry.served.flatMap((item) => [item, { ...item, rev: item.rev + 1000 }]) }
          : entry
      )
      return { ...newer, plan: { ...history.plan, versioned: true } }
    }
  ],
  [
    "I6",
    "every record put aside is a letter",
    () =>
      stored(
        good("keyset", ["bad"], (entry) => entry._tag === "Stored" && entry.change.letters.length > 0),
        () => ({ letters: [] })
      )
  ],
  [
    "I10",
    "changes are asked for from before the last sweep",
    () =>
      withEntries(good("keyset", ["incremental"], isOfChanges), (entry) =>
        entry._tag === "Sent" && entry.since !== undefined ? { ...entry, since: entry.since + 60_000 } : entry
      )
  ],
  [
    "I10",
    "sweeps of changes leave nothing out between them",
    () => {
      const history = good("keyset", ["incremental"], isProvenOfChanges)
      const [partition = "", lives = []] = [...history.truth][0] ?? []
      const from = history.entries.findIndex(
        (entry) => entry._tag === "Stored" && entry.change.checkpoints.some(({ after }) => after.status === "completed")
      )
      const ghosts = lives.slice(0, 1).map(({ states }) => ({
        id: "ghost",
        born: from + 1,
        died: undefined,
        states: states.map(({ item }) => ({
          from: from + 1,
          item: { ...item, id: "ghost", key: "ghost", modifiedAt: 1 }
        }))
      }))
      return { ...history, truth: new Map(history.truth).set(partition, [...lives, ...ghosts]) }
    }
  ],
  [
    "I14",
    "a wait that the host was told of is known to the next process",
    () => {
      const history = sends()
      const event = { _tag: "AccountPaused", connector: "sim", until: 4e12 } as const
      const told = withEntries(history, (entry, at) =>
        at === 0 ? [{ _tag: "Told", process: 0, at: 0, event }, entry] : entry
      )
      return { ...told, plan: { ...history.plan, has: () => false } }
    }
  ],
  [
    "I18",
    "a walk remembers a few pages",
    () => {
      const walk = JSON.stringify({ guard: { pages: Array.from({ length: 40 }, (_, page) => page) } })
      return stored(pages(), ({ checkpoints }) => ({
        checkpoints: checkpoints.map(({ after, before }) => ({ before, after: { ...after, walk } }))
      }))
    }
  ]
]

describe("Oracles", () => {
  for (const { check, invariant, name } of Oracles.all) {
    it(`${name} flags a history that breaks it: ${invariant}`, { timeout: 60_000 }, () => {
      const spoilt = bad[name]
      if (spoilt === undefined) throw new Error(`no bad history for ${name}`)

      assert.isAbove(check(spoilt()).length, 0)
    })
  }

  for (const [oracle, what, spoilt] of also) {
    it(`${oracle} flags a history that breaks this alone: ${what}`, { timeout: 60_000 }, () => {
      const check = Oracles.all.find(({ name }) => name === oracle)?.check

      assert.isAbove(check?.(spoilt()).length ?? 0, 0)
    })
  }

  it("flag nothing in the histories that were spoilt, as they were", () => {
    assert.isAbove(histories.size, 4)
    for (const history of histories.values()) assert.deepStrictEqual(Oracles.judge(history), [])
  })
})
