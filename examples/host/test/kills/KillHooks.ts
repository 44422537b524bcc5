/**
 * Loaded before the host, with `--import`: makes steps of what it does, without its knowing, and ends it at the one that
 * `KILL_PLAN` names. A host that lives to its end writes how often each kind of step occurred to the file `KILL_COUNTS`.
 */
import { subscribe } from "node:diagnostics_channel"
import { writeFileSync } from "node:fs"
import * as Hooks from "../../../../packages/core/test/crash/Hooks.ts"
import * as Steps from "../../../../packages/core/test/crash/Steps.ts"
import type { Plan, StoreName } from "../../../../packages/core/test/crash/Task.ts"

interface Order {
  readonly store: StoreName
  /** Where an NDJSON store is. */
  readonly directory: string
  readonly plan?: Plan
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests write it
const { directory, plan, store } = JSON.parse(process.env["KILL_PLAN"] ?? "{}") as Order
const steps = Steps.make(plan)

subscribe("http.client.request.start", () => steps.step("request"))
subscribe("http.client.response.finish", () => steps.step("answer"))
Hooks.sqlite(steps, undefined)
if (store === "PostgreSQL") Hooks.postgres(steps)
if (store === "NDJSON") Hooks.files(steps, directory)

const file = process.env["KILL_COUNTS"]
if (file !== undefined) process.once("exit", () => writeFileSync(file, JSON.stringify(steps.counts())))
