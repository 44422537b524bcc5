/**
 * Looks for a planted bug: the simulator in a process of its own with the patched sources, from seed to seed until an oracle
 * speaks, or in a run that was kept, and once more in that run with the real sources, where none may.
 */
import { Data, Effect, Schema } from "effect"
import { execFile } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { PlantedBug } from "./PlantedBug.ts"
import * as Planting from "./Planting.ts"

export interface Seeds {
  readonly from: number
  readonly to: number
}

/** What the simulator prints with `--stop-at-first --json`. */
const Found = Schema.Struct({
  /** Seeds that were run. */
  seeds: Schema.Int,
  found: Schema.optionalKey(
    Schema.Struct({
      seed: Schema.Int,
      oracle: Schema.String,
      detail: Schema.String,
      /** Every oracle that spoke at that seed. */
      others: Schema.optionalKey(Schema.Array(Schema.String))
    })
  )
})

export interface Hunted {
  readonly bug: PlantedBug
  readonly seeds: number
  readonly found: (typeof Found.Type)["found"]
  /** What the real sources show at that seed: the simulator is wrong by itself there, and nothing was found. */
  readonly unplanted: (typeof Found.Type)["found"]
  /** Of the processes; milliseconds. */
  readonly cpu: number
}

/** The simulator could not be run, or the bug was not planted; in one line. */
export class HuntFailed extends Data.TaggedError("HuntFailed")<{ readonly message: string }> {}

const worlds = { simulation: "quality/simulation/main.ts", segments: "quality/planted/segments/main.ts" } as const
const loader = join(Planting.root, "quality/planted/register.ts")
/** Stripped and compiled modules, which are the same for nearly all of the processes. */
const compiled = join(tmpdir(), "innlet-planted")

interface Ended {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

const wantedOf = ({ wanted }: PlantedBug): ReadonlyArray<string> => {
  const flags = [
    ["--kind", wanted?.kinds],
    ["--only", wanted?.families],
    ["--without", wanted?.without]
  ] as const
  return flags.flatMap(([flag, names]) => (names === undefined ? [] : [flag, names.join(",")]))
}

const search = (bug: PlantedBug, { from, to }: Seeds): ReadonlyArray<string> => [
  "--seeds",
  `${from}..${to}`,
  "--stop-at-first",
  "--json",
  ...wantedOf(bug)
]

/** Where the run is kept in which a bug showed. */
const fileOf = ({ id }: PlantedBug): string => join(Planting.root, `quality/simulation/regressions/${id}.json`)

const simulate = (bug: PlantedBug, id: string, args: ReadonlyArray<string>): Effect.Effect<Ended> =>
  Effect.callback<Ended>((resume, signal) => {
    execFile(
      process.execPath,
      ["--import", loader, worlds[bug.world ?? "simulation"], ...args],
      { cwd: Planting.root, env: { ...process.env, NODE_COMPILE_CACHE: compiled, [Planting.variable]: id }, signal },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : undefined
        resume(Effect.succeed({ code, stdout, stderr }))
      }
    )
  })

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Found))

/** Runs the simulator with the bug or without; fails where the process did not say that it has planted it in every file. */
const run = Effect.fnUntraced(function* (bug: PlantedBug, isPlanted: boolean, args: ReadonlyArray<string>) {
  const id = isPlanted ? bug.id : ""
  const { code, stderr, stdout } = yield* simulate(bug, id, args)
  const failed = (why: string) =>
    new HuntFailed({ message: `${bug.id}${isPlanted ? "" : ", not planted"}: ${why}\n${stderr.slice(-4000)}` })
  if (code !== 0) return yield* failed(`the simulator ended with ${code ?? "a signal"}`)
  for (const { file } of isPlanted ? bug.edits : []) {
    if (!stderr.split("\n").includes(Planting.announced(id, file))) return yield* failed(`${file} was not patched`)
  }
  const { found, seeds: ran } = yield* decode(stdout.trim().split("\n").at(-1)).pipe(
    Effect.mapError(() => failed(`the simulator said ${JSON.stringify(stdout.slice(0, 200))}`))
  )
  return { seeds: ran, found, cpu: Number(/^cpu (\d+) ms$/m.exec(stderr)?.[1] ?? Number.NaN) }
})

export const hunt = Effect.fnUntraced(function* (bug: PlantedBug, seeds: Seeds): Effect.fn.Return<Hunted, HuntFailed> {
  const planted = yield* run(bug, true, search(bug, seeds))
  if (planted.found === undefined) return { bug, ...planted, unplanted: undefined }
  const { seed } = planted.found
  const { cpu, found } = yield* run(bug, false, search(bug, { from: seed, to: seed }))
  return { bug, ...planted, unplanted: found, cpu: planted.cpu + cpu }
})

/** Runs what was kept of a bug. */
export const again = Effect.fnUntraced(function* (bug: PlantedBug): Effect.fn.Return<Hunted, HuntFailed> {
  const args = ["--choices", fileOf(bug), "--json"]
  const planted = yield* run(bug, true, args)
  const { cpu, found } = yield* run(bug, false, args)
  return { bug, ...planted, unplanted: found, cpu: planted.cpu + cpu }
})

/** Makes the run small in which a bug was found, and keeps it. */
export const keep = Effect.fnUntraced(function* ({ bug, found }: Hunted): Effect.fn.Return<void, HuntFailed> {
  if (found === undefined) return
  const file = fileOf(bug)
  const oracle = bug.oracles.find((one) => [found.oracle, ...(found.others ?? [])].includes(one)) ?? found.oracle
  const { stderr, stdout } = yield* simulate(bug, bug.id, [
    "--seed",
    `${found.seed}`,
    "--shrink",
    file,
    "--bug",
    bug.id,
    "--oracle",
    oracle,
    ...wantedOf(bug)
  ])
  if (!stdout.includes(file)) {
    return yield* new HuntFailed({ message: `${bug.id}: its run was not made small\n${stderr.slice(-4000)}` })
  }
})

/** Is one of the invariants that it broke one that the bug is to break, and is it the bug that broke it? */
export const isExpected = ({ bug, found, unplanted }: Hunted): boolean =>
  found !== undefined &&
  unplanted === undefined &&
  bug.oracles.some((oracle) => [found.oracle, ...(found.others ?? [])].includes(oracle))
