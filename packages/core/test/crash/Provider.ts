/**
 * A provider of two lists, and its connector. Where a moving cursor stands is in a file, and so is every request, so that
 * both outlive the process that asked.
 */
import { Duration, Effect, Option, Schema } from "effect"
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Connector } from "../../src/contract/Connector.ts"
import { ConnectorError, CursorRejected } from "../../src/contract/ConnectorError.ts"
import * as ConnectorStream from "../../src/contract/ConnectorStream.ts"
import * as Page from "../../src/contract/Page.ts"
import { Whole } from "../../src/contract/Partition.ts"
import * as Traversal from "../../src/contract/Traversal.ts"
import { CivilDate, Decimal, Instant } from "../../src/domain/index.ts"
import type { Steps } from "./Steps.ts"
import type { Task } from "./Task.ts"

const pageSize = 20

/** Requests of a walk over the list that nothing disturbs: pages overlap by half. */
export const ratePages = 12
export const offerPages = 8

const notes = ["plain", 'it\'s "quoted"\n\\', "../../etc", "\u202e\u{1f3e8}", null]

/** Texts that PostgreSQL can't hold, a few of them: what a store refuses becomes a dead letter. */
const noteOf = (i: number, generation: 1 | 2): string | null | undefined =>
  generation === 2
    ? notes[i % notes.length]
    : i % 50 === 13
      ? "null \u0000 byte"
      : i % 50 === 31
        ? "\ud800 alone"
        : notes[i % notes.length]

interface Kind {
  readonly count: number
  readonly prefix: string
}
const rates: Kind = { count: 115, prefix: "r" }
const offers: Kind = { count: 150, prefix: "o" }

/** Every twentieth record is bad at first. Later those are mended, some are gone, some changed and some are new. */
const listOf = ({ count, prefix }: Kind, generation: 1 | 2): ReadonlyArray<unknown> =>
  Array.from({ length: generation === 1 ? count : count + 5 }, (_, i) => i)
    .filter((i) => generation === 1 || i % 23 !== 11)
    .map((i) => {
      const changed = generation === 2 && i % 10 === 3
      const bad = generation === 1 && i % 20 === 7
      return {
        id: `${prefix}${String(i).padStart(4, "0")}`,
        night: `2026-03-${String(1 + (i % 28)).padStart(2, "0")}`,
        price: bad ? "on request" : `${100 + i}.${changed ? "75" : "50"}`,
        note: noteOf(i, generation),
        modified: `2026-02-0${changed ? 2 : 1}T00:00:00.000Z`
      }
    })

export const ratesOf = (generation: 1 | 2): ReadonlyArray<unknown> => listOf(rates, generation)
export const offersOf = (generation: 1 | 2): ReadonlyArray<unknown> => listOf(offers, generation)

const wire = Schema.Struct({ id: Schema.String, night: Schema.String })
const isWire = Schema.is(wire)

const logName = "requests.log"

/** How often each stream was asked, and from where. */
export const requestsTo = (folder: string): { readonly [stream: string]: number } => {
  const log = existsSync(join(folder, logName)) ? readFileSync(join(folder, logName), "utf8") : ""
  const lines = log.split("\n").filter((line) => line !== "")
  const count = (stream: string) => lines.filter((line) => line.startsWith(`${stream} `)).length
  return { rates: count("rates"), offers: count("offers") }
}

/** Where the cursors that were given out stand, in pages. */
const positionsOf = (folder: string) => {
  const file = join(folder, "cursors.json")
  return {
    read: (): Array<number> => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []),
    write: (positions: ReadonlyArray<number>) => writeFileSync(file, JSON.stringify(positions))
  }
}

export const make = (
  { cursor: kind, generation, provider }: Pick<Task, "cursor" | "generation" | "provider">,
  { step }: Steps
) => {
  const record = Schema.Struct({
    id: Schema.String.check(
      Schema.makeFilter(() => {
        step("decode")
        return true
      })
    ),
    night: CivilDate.CivilDate,
    price: Decimal.Decimal,
    note: Schema.NullOr(Schema.String),
    modified: Instant.Instant
  })
  const shared = {
    record,
    key: ["id", "night"],
    version: "modified",
    keyOf: (raw: unknown) => (isWire(raw) ? { id: raw.id, night: raw.night } : undefined),
    pageSize: { default: pageSize, min: 1, max: pageSize, step: 1 },
    partition: Whole,
    partitions: () => Effect.succeed(["all" as const])
  } as const
  const asked = (stream: string, cursor: string) => {
    step("request")
    appendFileSync(join(provider, logName), `${stream} ${cursor}\n`)
  }

  const rateStream = ConnectorStream.make({
    ...shared,
    name: "rates",
    cursor: Schema.FiniteFromString,
    traversal: Traversal.offset({ order: "immutable", total: "advisory" }),
    read: ({ cursor, pageSize: limit }) =>
      Effect.sync(() => {
        const offset = Option.getOrElse(cursor, () => 0)
        asked("rates", String(offset))
        const list = ratesOf(generation)
        const records = list.slice(offset, offset + limit)
        step("answer")
        return Page.make<unknown, number>({
          records,
          offset: Option.some(offset),
          total: Option.some(list.length),
          evidence: records.length === 0 ? ["emptyPage"] : []
        })
      })
  })

  const positions = positionsOf(provider)
  /** The page that a cursor brings, and the cursor of the next one: `scroll-<n>`, or `page-<n>`. */
  const follow = (cursor: string | undefined): { readonly page: number; readonly next: string } | undefined => {
    if (kind === "continuation") {
      const page = cursor === undefined ? 0 : Number(cursor.replace("page-", ""))
      return { page, next: `page-${page + 1}` }
    }
    const standing = positions.read()
    const place = cursor === undefined ? standing.length : Number(cursor.replace("scroll-", ""))
    const page = cursor === undefined ? 0 : standing[place]
    if (page === undefined) return undefined
    standing[place] = page + 1
    positions.write(standing)
    return { page, next: `scroll-${place}` }
  }
  const offerStream = ConnectorStream.make({
    ...shared,
    name: "offers",
    cursor: Schema.String,
    traversal: Traversal.linked(kind, {
      replay: kind === "scroll" ? "unsafe" : "safe",
      lifetime: { _tag: "Sliding", ttl: Duration.minutes(4) },
      total: "exact"
    }),
    read: Effect.fnUntraced(function* ({ cursor }) {
      const given = Option.getOrUndefined(cursor)
      asked("offers", given ?? "head")
      const found = follow(given)
      if (found === undefined) {
        const reason = new CursorRejected({ why: "invalid", detail: `no cursor ${given}` })
        return yield* new ConnectorError({ connector: "crash", stream: "offers", reason })
      }
      const list = offersOf(generation)
      const end = (found.page + 1) * pageSize
      step("answer")
      return Page.make<unknown, string>({
        records: list.slice(found.page * pageSize, end),
        total: Option.some(list.length),
        ...(end < list.length ? { next: Option.some(found.next) } : { evidence: ["absentCursor"] })
      })
    })
  })

  const connector: Connector = { name: "crash", version: "1", streams: [rateStream, offerStream], quotas: [] }
  return { connector, rates: rateStream, offers: offerStream }
}
