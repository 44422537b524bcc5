/**
 * Looks for a planted bug: the simulator in a process of its own with the patched sources, from seed to seed until an oracle
 * speaks.
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
  found: Schema.optionalKey(Schema.Struct({ seed: Schema.Int, oracle: Schema.String, detail: Schema.String }))
})

export interface Hunted {
  /** Nothing where the real sources were run. */
  readonly bug: PlantedBug | undefined
  readonly seeds: number
  readonly found: (typeof Found.Type)["found"]
  /** Of the process; milliseconds. */
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

const simulate = (world: keyof typeof worlds, id: string, { from, to }: Seeds): Effect.Effect<Ended> =>
  Effect.callback<Ended>((resume, signal) => {
    execFile(
      process.execPath,
      ["--import", loader, worlds[world], "--seeds", `${from}..${to}`, "--stop-at-first", "--json"],
      { cwd: Planting.root, env: { ...process.env, NODE_COMPILE_CACHE: compiled, [Planting.variable]: id }, signal },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : undefined
        resume(Effect.succeed({ code, stdout, stderr }))
      }
    )
  })

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Found))

/** Fails where the process did not say that it has planted the bug in every file. */
export const hunt = Effect.fnUntraced(function* (
  bug: PlantedBug | undefined,
  seeds: Seeds,
  world: keyof typeof worlds = bug?.world ?? "simulation"
): Effect.fn.Return<Hunted, HuntFailed> {
  const id = bug?.id ?? ""
  const { code, stderr, stdout } = yield* simulate(world, id, seeds)
  const failed = (why: string) =>
    new HuntFailed({ message: `${id === "" ? "the real sources" : id}: ${why}\n${stderr.slice(-4000)}` })
  if (code !== 0) return yield* failed(`the simulator ended with ${code ?? "a signal"}`)
  for (const { file } of bug?.edits ?? []) {
    if (!stderr.split("\n").includes(Planting.announced(id, file))) return yield* failed(`${file} was not patched`)
  }
  const { found, seeds: ran } = yield* decode(stdout.trim().split("\n").at(-1)).pipe(
    Effect.mapError(() => failed(`the simulator said ${JSON.stringify(stdout.slice(0, 200))}`))
  )
  return { bug, seeds: ran, found, cpu: Number(/^cpu (\d+) ms$/m.exec(stderr)?.[1] ?? Number.NaN) }
})

/** Is it one of the invariants that the bug is to break? */
export const isExpected = ({ bug, found }: Hunted): boolean =>
  found !== undefined &&
  bug !== undefined &&
  bug.oracles.some((oracle) => new RegExp(`^${oracle}\\b`).test(found.oracle))
