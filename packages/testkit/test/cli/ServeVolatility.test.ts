/** Whether the flags of changing data do what they say at every provider that can be served. */
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Console, Deferred, Effect } from "effect"
import { Command } from "effect/cli"
import * as ServeCommand from "../../src/cli/ServeCommand.ts"
import { addressIn, textAt } from "./Command.ts"
import { ask, type FirstPage, firstPages } from "./FirstPage.ts"

interface Told {
  readonly key: string
  readonly version: number
}

/** The rows of the list before and after its first page was asked for so many times. */
const changed = Effect.fnUntraced(function* (page: FirstPage, times: number, ...flags: ReadonlyArray<string>) {
  const url = yield* served([page.name, ...(page.flags ?? []), `--${page.size}`, "40", ...flags])
  const rows = Effect.promise(
    async (): Promise<ReadonlyArray<Told>> => JSON.parse(await textAt(`${url}/_testkit/rows/${page.list}`)).rows
  )
  const before = yield* rows
  yield* ask(page, url, times)
  const after = yield* rows
  const [had, has] = [keysOf(before), keysOf(after)]
  const stayed = had.filter((key) => has.includes(key))
  return {
    deleted: had.filter((key) => !has.includes(key)),
    inserted: has.filter((key) => !had.includes(key)),
    updated: keysOf(after.filter(({ key, version }) => version > 0 && had.includes(key))),
    isMoved: stayed.join() !== has.filter((key) => had.includes(key)).join()
  }
}, Effect.scoped)

const keysOf = (rows: ReadonlyArray<Told>): ReadonlyArray<string> => rows.map(({ key }) => key)

/** The address of what the command serves until the scope closes. */
const served = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const line = yield* Deferred.make<string, unknown>()
  const console: Console.Console = {
    ...globalThis.console,
    log: (text) => Deferred.doneUnsafe(line, Effect.succeed(String(text)))
  }
  yield* Command.runWith(ServeCommand.command, { version: "0.1.0" })([...args, "--port", "0"]).pipe(
    Effect.provideService(Console.Console, console),
    Effect.tapCause((cause) => Deferred.failCause(line, cause)),
    Effect.forkScoped
  )
  return addressIn(yield* Deferred.await(line))
})

const nothing = { deleted: false, inserted: false, updated: false, isMoved: false }

describe("innlet-testkit serve", () => {
  it("is asked here for every provider that it knows", () => {
    const known = ServeCommand.command.subcommands.flatMap(({ commands }) => commands.map(({ name }) => name))
    assert.deepStrictEqual(new Set(firstPages.map(({ name }) => name)), new Set(known))
  })

  for (const page of firstPages) {
    const title = [page.name, ...(page.list === "accommodations" ? ["--profile demand"] : [])].join(" ")

    for (const [flags, expected] of [
      [[], nothing],
      [["--volatile"], { ...nothing, deleted: true, inserted: true, updated: true }],
      [["--deletes", "2"], { ...nothing, deleted: true }],
      [["--inserts", "2"], { ...nothing, inserted: true }],
      [["--updates", "2"], { ...nothing, updated: true }],
      [["--moves", "2"], { ...nothing, isMoved: true }],
      [["--fault", "V6"], { ...nothing, updated: true }]
    ] as const) {
      it.live(`${title} changes its list as ${flags.join(" ") || "no flag"} says`, () =>
        Effect.gen(function* () {
          const { deleted, inserted, isMoved, updated } = yield* changed(page, 12, ...flags)

          assert.deepStrictEqual(
            {
              deleted: deleted.length > 0,
              inserted: inserted.length > 0,
              updated: updated.length > 0,
              isMoved
            },
            expected
          )
        }).pipe(Effect.provide(NodeServices.layer))
      )
    }

    it.live(`${title} deletes on the side that --aim says`, () =>
      Effect.gen(function* () {
        const before = yield* changed(page, 2, "--deletes", "20", "--aim", "before")
        const after = yield* changed(page, 2, "--deletes", "20", "--aim", "after")

        assert.isAbove(before.deleted.length + after.deleted.length, 10)
        assert.deepStrictEqual(
          before.deleted.filter((key) => after.deleted.includes(key)),
          []
        )
      }).pipe(Effect.provide(NodeServices.layer))
    )
  }
})
