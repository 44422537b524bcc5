/**
 * Every call by which a process leaves a mark on the world: each SQL statement, each change of a file, each request as it is sent,
 * each answer as it is taken in. Before a chosen one the process dies, and none that it makes from then on has any effect.
 *
 * A process that dies this way still unwinds: its finalizers run, and whatever they ask for is refused. Nothing outside can tell
 * that from a process that is gone. Only what it had told SQLite and not committed is left, and closing the raw handle takes
 * that back, as recovery does.
 *
 * @since 0.1.0
 */
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { basename } from "node:path"
import { DatabaseSync, StatementSync } from "node:sqlite"

/**
 * What a dead process gets for an answer.
 *
 * @category errors
 * @since 0.1.0
 */
export class Killed extends Error {
  override readonly name = "Killed"
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Ports {
  /** Goes by one call; throws when the process is dead, or dies here. */
  readonly call: (name: string, database?: DatabaseSync) => void
  /** What was called, the last one included before which it died. */
  readonly calls: () => ReadonlyArray<string>
  readonly isDead: () => boolean
}

/**
 * @category models
 * @since 0.1.0
 */
export type Before = (name: string, database: DatabaseSync | undefined) => void

/**
 * Ports of a process that dies before its `killAt`th call, from 1; never without. `before` is told of every call that is carried
 * out, and may do something to the database first, which is how a defect of a store is planted.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (killAt?: number, before: Before = () => {}): Ports => {
  const calls: Array<string> = []
  let dead = false
  return {
    call: (name, database) => {
      if (dead) throw new Killed()
      calls.push(name)
      if (calls.length !== killAt) return before(name, database)
      dead = true
      throw new Killed()
    },
    calls: () => calls,
    isDead: () => dead
  }
}

let current: Ports | undefined

/**
 * Runs with these ports in the place of the calls to SQLite and to files. One at a time.
 *
 * @category combinators
 * @since 0.1.0
 */
export const using = async <A>(ports: Ports, run: () => Promise<A>): Promise<A> => {
  if (current !== undefined) throw new Error("another process runs")
  current = ports
  try {
    return await run()
  } finally {
    current = undefined
  }
}

const owners = new WeakMap<object, DatabaseSync>()

type Method = (this: unknown, ...args: ReadonlyArray<unknown>) => unknown

const isMethod = (value: unknown): value is Method => typeof value === "function"

const replace = (prototype: object, method: string, by: (original: Method) => Method) => {
  const original: unknown = Reflect.get(prototype, method)
  if (!isMethod(original)) throw new Error(`there is no ${method}`)
  Reflect.set(prototype, method, by(original))
}

/** `BEGIN IMMEDIATE`, `INSERT INTO _innlet_audit`: the words that tell statements apart. */
const wordsOf = (sql: string): string => sql.replaceAll(/\s+/g, " ").trim().slice(0, 60)

replace(
  DatabaseSync.prototype,
  "prepare",
  (original) =>
    function (...args) {
      const statement = Reflect.apply(original, this, args)
      if (this instanceof DatabaseSync && statement instanceof StatementSync) owners.set(statement, this)
      return statement
    }
)
for (const method of ["all", "get", "run", "iterate"]) {
  replace(
    StatementSync.prototype,
    method,
    (original) =>
      function (...args) {
        if (this instanceof StatementSync) current?.call(wordsOf(this.sourceSQL), owners.get(this))
        return Reflect.apply(original, this, args)
      }
  )
}
replace(
  DatabaseSync.prototype,
  "exec",
  (original) =>
    function (...args) {
      if (this instanceof DatabaseSync) current?.call(wordsOf(String(args[0])), this)
      return Reflect.apply(original, this, args)
    }
)

for (const method of ["openSync", "writeSync", "fsyncSync", "renameSync", "unlinkSync", "mkdirSync", "rmSync"]) {
  replace(
    fs,
    method,
    (original) =>
      function (...args) {
        const [path, flags] = args
        // What is only read leaves no mark.
        if (method !== "openSync" || flags !== "r") {
          current?.call(typeof path === "string" ? `${method} ${basename(path)}` : method)
        }
        return Reflect.apply(original, this, args)
      }
  )
}
// For those who import the functions by name.
syncBuiltinESMExports()

/**
 * Runs SQL past the ports.
 *
 * @category combinators
 * @since 0.1.0
 */
export const unseen = (database: DatabaseSync | undefined, sql: string): void => {
  const ports = current
  current = undefined
  database?.exec(sql)
  current = ports
}
