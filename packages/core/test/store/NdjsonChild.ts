/**
 * Pulls into a directory, with something done before each call of the file system and of SQLite:
 *
 * - `count <directory>`: nothing; prints how many calls there were.
 * - `kill <directory> <call>`: ends itself with SIGKILL before that call, counted from 1.
 * - `copies <directory> <target>`: copies what a SIGKILL would leave there, once for each different state.
 * - `cuts <directory> <target>`: writes what a power cut may leave there; see `NdjsonPowerCut`.
 */
import { Effect } from "effect"
import { createHash } from "node:crypto"
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { join } from "node:path"
import { DatabaseSync, StatementSync } from "node:sqlite"
import * as NdjsonStore from "../../src/store/NdjsonStore.ts"
import * as NdjsonPull from "./NdjsonPull.ts"
import * as PowerCut from "./NdjsonPowerCut.ts"

const [mode = "", directory = "", argument = ""] = process.argv.slice(2)
let calls = 0
let isWatching = true

const power = mode === "cuts" ? PowerCut.make(directory, argument) : undefined

let copied = ""

const copy = () => {
  const hash = createHash("sha256")
  for (const file of fs.readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted()) {
    const path = join(directory, file)
    if (fs.statSync(path).isFile()) hash.update(fs.readFileSync(path))
    hash.update(`${file}\n`)
  }
  const state = hash.digest("hex")
  if (state !== copied) fs.cpSync(directory, join(argument, String(calls)), { recursive: true })
  copied = state
}

const before = () => {
  calls += 1
  if (mode === "kill" && calls === Number(argument)) process.kill(process.pid, "SIGKILL")
  if (mode === "copies") copy()
  power?.cut(calls)
}

const watch = (target: object, names: ReadonlyArray<string>) => {
  for (const name of names) {
    const original: unknown = Reflect.get(target, name)
    if (typeof original !== "function") throw new Error(`there is no ${name}`)
    Reflect.set(target, name, function (this: unknown, ...args: ReadonlyArray<unknown>) {
      if (!isWatching) return Reflect.apply(original, this, args)
      isWatching = false
      before()
      if (name === "fsyncSync") power?.sync(Number(args[0]))
      isWatching = true
      return Reflect.apply(original, this, args)
    })
  }
}

watch(fs, [
  "openSync",
  "writeSync",
  "fsyncSync",
  "closeSync",
  "renameSync",
  "unlinkSync",
  "rmSync",
  "mkdirSync",
  "readdirSync",
  "readSync",
  "readFileSync",
  "statSync",
  "fstatSync"
])
syncBuiltinESMExports()
watch(DatabaseSync.prototype, ["exec", "close"])
watch(StatementSync.prototype, ["run", "get", "all", "iterate"])

await Effect.runPromise(Effect.provide(NdjsonPull.pull, NdjsonStore.layer({ directory })))
isWatching = false
console.log(calls)
