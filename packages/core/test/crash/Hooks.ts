/** Makes steps of what a store does, without its knowing: statements of SQLite, messages to PostgreSQL, calls on files. */
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { Socket } from "node:net"
import { DatabaseSync, StatementSync } from "node:sqlite"
import * as PgFrames from "./PgFrames.ts"
import { intercept, kindOf, type Steps } from "./Steps.ts"

export const sqlite = ({ step }: Steps, maxPages: number | undefined): void => {
  const around = (statement: string, call: () => unknown): unknown => {
    const kind = kindOf(statement)
    if (kind === undefined) return call()
    step(kind)
    const result = call()
    if (kind === "COMMIT") step("committed")
    return result
  }
  for (const name of ["all", "get", "run", "iterate"]) {
    intercept(StatementSync.prototype, name, (self, _args, call) =>
      around(self instanceof StatementSync ? self.sourceSQL : "", call)
    )
  }
  let capped = maxPages === undefined
  intercept(DatabaseSync.prototype, "exec", (_self, [statement], call) => around(String(statement), call))
  intercept(DatabaseSync.prototype, "prepare", (self, [_statement], call) => {
    if (!capped && self instanceof DatabaseSync) {
      capped = true
      self.exec(`PRAGMA max_page_count = ${maxPages}`)
    }
    return call()
  })
}

export const postgres = ({ step }: Steps): void => {
  const statements = new WeakMap<object, Map<string, string>>()
  const committing = new WeakSet<object>()
  intercept(Socket.prototype, "write", (self, [chunk], call) => {
    if (!(self instanceof Socket) || !(chunk instanceof Uint8Array)) return call()
    const known = statements.get(self) ?? new Map<string, string>()
    statements.set(self, known)
    const kinds = PgFrames.executed(chunk, known).map(kindOf)
    for (const kind of kinds) if (kind !== undefined) step(kind)
    const result = call()
    if (kinds.includes("COMMIT")) {
      committing.add(self)
      step("COMMIT sent")
    }
    return result
  })
  intercept(Socket.prototype, "push", (self, [chunk], call) => {
    if (self instanceof Socket && chunk !== null && committing.delete(self)) step("committed")
    return call()
  })
}

const nameOf = (path: string) => (path.includes("manifest") ? "manifest" : "segment")

/** Of the files below `directory`. */
export const files = ({ step }: Steps, directory: string): void => {
  const paths = new Map<number, string>()
  const isOurs = (path: unknown): path is string =>
    typeof path === "string" && path.startsWith(directory) && !/innlet\.db/.test(path)

  intercept(fs, "openSync", (_self, [path], call) => {
    const file = call()
    if (typeof file === "number") {
      if (isOurs(path) || path === directory) paths.set(file, path)
      else paths.delete(file)
    }
    return file
  })
  intercept(fs, "writeSync", (_self, [file, part], call) => {
    const path = typeof file === "number" ? paths.get(file) : undefined
    if (path === undefined || typeof file !== "number" || !(part instanceof Uint8Array)) return call()
    step(`${nameOf(path)} write`)
    step(`${nameOf(path)} half written`, () => original.write(file, part, 0, part.byteLength >> 1))
    return call()
  })
  intercept(fs, "fsyncSync", (_self, [file], call) => {
    const path = typeof file === "number" ? paths.get(file) : undefined
    if (path !== undefined && typeof file === "number") {
      step(fs.fstatSync(file).isDirectory() ? "directory sync" : `${nameOf(path)} sync`)
    }
    return call()
  })
  for (const [name, what] of Object.entries({
    renameSync: "rename",
    unlinkSync: "remove",
    mkdirSync: "make directory"
  })) {
    intercept(fs, name, (_self, [path], call) => {
      if (!isOurs(path)) return call()
      step(name === "mkdirSync" ? what : `${nameOf(path)} ${what}`)
      return call()
    })
  }
  syncBuiltinESMExports()
}

const original = { write: fs.writeSync }
