/** Counts the steps of a child by kind, and ends or stops it at a chosen one. */
import type { Plan } from "./Task.ts"
import { writeSync } from "node:fs"

export interface Steps {
  /** Here is a step. `lastWords` is done before an end that comes with this one. */
  readonly step: (kind: string, lastWords?: () => void) => void
  readonly counts: () => { readonly [kind: string]: number }
}

const write = writeSync

export const make = (plan: Plan | undefined): Steps => {
  const counts = new Map<string, number>()
  return {
    step: (kind, lastWords) => {
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      if (plan?.kind !== kind || plan.at !== count) return
      lastWords?.()
      if (plan.signal === "SIGSTOP") write(1, "stopped\n")
      process.kill(process.pid, plan.signal)
      // The kernel ends the process before the call returns; should it not, nothing more may happen.
      if (plan.signal === "SIGKILL") for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    },
    counts: () => Object.fromEntries(counts)
  }
}

/** Calls `around` in the place of a method, with a way to call the method itself. */
export const intercept = (
  target: object,
  name: string,
  around: (self: unknown, args: ReadonlyArray<unknown>, call: () => unknown) => unknown
): void => {
  const original: unknown = Reflect.get(target, name)
  if (typeof original !== "function") throw new Error(`there is no ${name} to intercept`)
  Reflect.set(target, name, function (this: unknown, ...args: ReadonlyArray<unknown>) {
    return around(this, args, () => Reflect.apply(original, this, args))
  })
}

const change = /\b(INSERT INTO|UPDATE|DELETE FROM)\s+((?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?)/i

/** What kind of step a statement is; nothing where it only reads or sets. */
export const kindOf = (statement: string): string | undefined => {
  if (/^\s*COMMIT/i.test(statement)) return "COMMIT"
  if (/^\s*BEGIN/i.test(statement)) return "BEGIN"
  if (/^\s*(CREATE|ALTER)/i.test(statement)) return "schema"
  const [, verb = "", table = ""] = change.exec(statement) ?? []
  if (verb === "") return undefined
  const name = table.replaceAll('"', "").replace(/^.*\./, "")
  const what = name.startsWith("_innlet_") && !name.startsWith("_innlet_index_") ? name.slice("_innlet_".length) : "row"
  return `${verb.split(" ")[0]!.toLowerCase()} ${what}`
}
