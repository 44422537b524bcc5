import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import { newDirectory, segmentsOf } from "./NdjsonDirectory.ts"
import * as Pages from "./Pages.ts"

const child = fileURLToPath(new URL("NdjsonVolume.ts", import.meta.url))
/** A process that keeps what it is done with would not get far with these. */
const limits = ["--max-old-space-size=64", "--max-semi-space-size=4"]

/** Peak memory of a pull of that many rows, in MB. */
const pulled = (directory: string, rows: number) =>
  Effect.sync(() =>
    Number(execFileSync(process.execPath, [...limits, child, directory, String(rows)], { encoding: "utf8" }))
  )

describe("NdjsonStore", () => {
  it.effect(
    "takes no more memory for a hundred thousand rows, and to delete them, than for ten thousand",
    () =>
      Effect.gen(function* () {
        const [small, large] = [yield* newDirectory, yield* newDirectory]

        const [few, many] = [yield* pulled(small, 10_000), yield* pulled(large, 100_000)]

        assert.isAtMost(many - few, 64, `${few} MB and ${many} MB`)
        assert.deepInclude(yield* NdjsonStore.verify({ directory: large }), { lines: 200_000 })
        assert.isAtMost(segmentsOf(large, Pages.offers).length, 10)
      }),
    120_000
  )
})
