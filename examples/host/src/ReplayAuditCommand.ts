/**
 * `replay-audit`: explains a run page by page, from what was noted of its requests.
 *
 * @since 0.1.0
 */
import type { SyncStore } from "@innlet/core/contract"
import { AuditReplay } from "@innlet/core/engine"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as AuditReport from "./AuditReport.ts"
import * as ConfiguredStore from "./ConfiguredStore.ts"
import * as HostConfig from "./HostConfig.ts"
import { failed, type HostFailure, usage } from "./HostFailure.ts"
import { Screen } from "./Screen.ts"
import * as SyncCommand from "./SyncCommand.ts"

/** How many sweeps of a partition a store keeps the ledgers of. */
const keptSweeps = 20

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "replay-audit",
  {
    run: Argument.String("run").pipe(Argument.withDescription("The beginning of a run's name, as status shows it")),
    problems: Flag.Boolean("problems").pipe(
      Flag.withDescription("Only pages with a problem"),
      Flag.withoutNegation,
      Flag.withDefault(false)
    ),
    config: SyncCommand.config,
    report: SyncCommand.report
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const config = yield* HostConfig.load(input.config)
    const { checkpoint, entries, run } = yield* ConfiguredStore.look(
      config,
      Effect.fnUntraced(function* (store) {
        const run = yield* runOf(store, input.run)
        const checkpoints = yield* store.checkpoints
        return {
          run,
          entries: yield* store.audit(run),
          checkpoint: checkpoints.find((candidate) => candidate.run === run)
        }
      })
    )
    const replay = AuditReplay.explain(entries, checkpoint)
    const shown = input.problems ? replay.pages.filter((page) => page.problems.length > 0) : replay.pages
    const text =
      input.report === "json" ? AuditReport.toJson(run, replay, shown) : AuditReport.toTable(run, replay, shown)
    yield* screen.result(`${text}\n`)
  })
).pipe(Command.withDescription("Explain a run page by page: what was asked, what came, and what was made of it"))

/** The one run whose name begins so. */
const runOf = Effect.fnUntraced(function* (
  store: SyncStore.SyncStore["Service"],
  name: string
): Effect.fn.Return<string, HostFailure | SyncStore.StoreError> {
  const sweeps = [...(yield* store.checkpoints), ...(yield* store.ledgers(keptSweeps))]
  const runs = new Set(sweeps.map(({ run }) => run))
  if (runs.has(name)) return name
  const found = [...runs].filter((run) => run.startsWith(name))
  const [only] = found
  if (only === undefined) {
    // The audit outlives the ledgers.
    return (yield* store.audit(name)).length > 0
      ? name
      : yield* failed(`${name}: there is no run of this name; status shows the newest of every stream`)
  }
  return found.length === 1
    ? only
    : yield* usage(`${name}: several runs begin so: ${found.toSorted().slice(-3).join(", ")}`)
})
