import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Redacted, Schedule } from "effect"
import { TestClock } from "effect/testing"
import { spawn } from "node:child_process"
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { AuthenticationFailed } from "../../src/contract/ConnectorError.ts"
import * as TokenFile from "../../src/credentials/TokenFile.ts"
import type { TokenRecord } from "../../src/credentials/TokenRecord.ts"
import { TokenStore, type TokenStoreError } from "../../src/credentials/TokenStore.ts"
import * as Program from "../crash/Program.ts"
import { newDirectory } from "../store/SqliteFile.ts"
import { endpoint, page, started, wellServer } from "./FakeTokens.ts"
import { served } from "./Served.ts"

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

const account = "0123456789abcdef"
const key = Redacted.make("k".repeat(32))
const record: TokenRecord = {
  seed: "seed",
  token: {
    value: Redacted.make("access-canary-é"),
    obtainedAt: 1,
    expiresAt: 3_600_001,
    forced: true,
    accepted: false,
    refused: true
  },
  refreshToken: Redacted.make("refresh-canary"),
  calls: [1, 2.5],
  refusal: { at: 3, reason: new AuthenticationFailed({ detail: "invalid_client" }) }
}

/** The store as a process that has just started has it. */
const store = (directory: string, withKey = key) =>
  Effect.map(Effect.scoped(Layer.build(TokenFile.layer({ directory, key: withKey }))), (context) =>
    Context.get(context, TokenStore)
  )
const save = (directory: string, saved: TokenRecord = record) =>
  Effect.flatMap(store(directory), (opened) => opened.exclusively(account, (slot) => slot.save(saved)))
const load = (directory: string, withKey = key) =>
  Effect.flatMap(store(directory, withKey), (opened) => opened.load(account))
const fileIn = (directory: string) => join(directory, `${account}.token`)

describe("TokenFile", () => {
  it.effect("gives back what it kept", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      assert.strictEqual(yield* load(directory), undefined)

      yield* save(directory)
      assert.deepStrictEqual(yield* load(directory), record)
      const bare = { ...record, token: undefined, refreshToken: undefined, refusal: undefined, calls: [] }
      yield* save(directory, bare)
      assert.deepStrictEqual(yield* load(directory), bare)
    })
  )

  it.effect("writes nothing that can be read without the key, for its owner only", () =>
    Effect.gen(function* () {
      const directory = join(yield* newDirectory, "tokens")

      yield* save(directory)
      yield* save(directory)
      assert.strictEqual(statSync(directory).mode & 0o777, 0o700)
      assert.deepStrictEqual(readdirSync(directory).toSorted(), [`${account}.lock`, `${account}.token`])
      for (const name of readdirSync(directory)) {
        assert.strictEqual(statSync(join(directory, name)).mode & 0o777, 0o600)
        assert.notMatch(readFileSync(join(directory, name), "latin1"), /canary|seed|calls|invalid_client/)
      }
    })
  )

  it.effect("encrypts the same record differently each time", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      yield* save(directory)
      const first = readFileSync(fileIn(directory))
      yield* save(directory)

      const second = readFileSync(fileIn(directory))
      for (const [what, from, to] of [
        ["salt", 8, 40],
        ["nonce", 40, 52]
      ] as const) {
        assert.notDeepEqual(second.subarray(from, to), first.subarray(from, to), what)
      }
    })
  )

  for (const [what, spoil, withKey] of [
    ["is empty", (file) => truncateSync(file, 0)],
    ["is cut short", (file) => truncateSync(file, 100)],
    ["lacks its last byte", (file) => truncateSync(file, statSync(file).size - 1)],
    ["is something else", (file) => writeFileSync(file, "{}".repeat(100))],
    ["has a flipped bit", (file) => writeFileSync(file, flipped(readFileSync(file)))],
    ["was written with another key", () => undefined, Redacted.make("other".repeat(10))],
    ["is of another account", (file) => copyFileSync(join(file, "../fedcba9876543210.token"), file)]
  ] as ReadonlyArray<readonly [string, (file: string) => void, Redacted.Redacted?]>) {
    it.effect(`refuses a file that ${what}, by name, and makes no token call`, () =>
      Effect.gen(function* () {
        const directory = yield* newDirectory
        const opened = yield* store(directory)
        const { calls, http } = endpoint(wellServer)
        const { account: own } = yield* started(http, opened)
        for (const each of [own, "fedcba9876543210"]) {
          yield* opened.exclusively(each, (slot) => slot.save(record))
        }
        const file = join(directory, `${own}.token`)
        spoil(file)

        const error = yield* Effect.flip(started(http, yield* store(directory, withKey ?? key)))
        assert.strictEqual(error._tag === "TokenStoreError" && error.why, "corrupt")
        assert.include(error.message, `the token file ${file} can't be read: it is`)
        assert.include(error.message, "Give the key it was written with, or delete it to begin anew")
        assert.strictEqual(calls.length, 0)
      })
    )
  }

  it.effect("fails a request, without a call, when the file is spoiled in between", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const { calls, http } = endpoint(wellServer)
      const credentials = yield* started(http, yield* store(directory))
      yield* credentials.sign(page)
      writeFileSync(join(directory, `${credentials.account}.token`), "")
      yield* TestClock.adjust("1 hour")

      const reason = yield* Effect.flip(credentials.sign(page))
      assert.strictEqual(reason._tag, "AuthenticationFailed")
      assert.include(reason.detail, "delete it to begin anew")
      assert.strictEqual(calls.length, 1)
    })
  )

  for (const [what, prepare, detail] of [
    ["a link in place of the file", (at: string) => symlinkSync("/etc/passwd", fileIn(at)), "ELOOP"],
    ["a directory in place of the file", (at: string) => mkdirSync(fileIn(at)), "it is no token file"]
  ] as const) {
    it.effect(`refuses ${what}`, () =>
      Effect.gen(function* () {
        const directory = yield* newDirectory
        prepare(directory)

        const error = yield* Effect.flip(load(directory))
        assert.deepStrictEqual(
          [error.why, error.message],
          ["unavailable", `can't read the token file ${fileIn(directory)}: ${detail}`]
        )
      })
    )
  }

  it.effect("refuses a key too short, a directory that can't be, and names that are no accounts", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      writeFileSync(join(directory, "file"), "")
      const errors: ReadonlyArray<TokenStoreError> = [
        yield* Effect.flip(store(directory, Redacted.make("short-canary"))),
        yield* Effect.flip(store(join(directory, "file", "sub"))),
        ...(yield* Effect.forEach(["../x", "", "a/b", "CON", "A", "0".repeat(65)], (name) =>
          Effect.flatMap(store(directory), (opened) => Effect.flip(opened.load(name)))
        ))
      ]

      assert.notInclude(JSON.stringify(errors), "canary")
      assert.deepStrictEqual(
        errors.map(({ message }) => message),
        [
          'the key of the token files has fewer than 32 characters; make one with "openssl rand -base64 32"',
          `can't make the directory ${join(directory, "file", "sub")}: ENOTDIR`,
          ...Array.from({ length: 6 }, () => "an account is hex digits")
        ]
      )
    })
  )

  it.effect("replaces what a crash left behind", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      writeFileSync(join(directory, `${account}.tmp`), "half a record")
      chmodSync(join(directory, `${account}.tmp`), 0o644)

      yield* save(directory)
      assert.deepStrictEqual(yield* load(directory), record)
      assert.strictEqual(statSync(fileIn(directory)).mode & 0o777, 0o600)
    })
  )
})

const flipped = (bytes: Buffer): Buffer => {
  bytes[bytes.length - 5]! ^= 1
  return bytes
}

const program = await Program.of(join(import.meta.dirname, "TokenProcess.ts"))

/** Another process and what it has printed so far. */
const spawned = Effect.fnUntraced(function* (...args: ReadonlyArray<string>) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...Program.environment },
    stdio: ["ignore", "pipe", "inherit"]
  })
  yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
  let output = ""
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve())
  })
  const until = (text: string) =>
    Effect.promise(
      () =>
        new Promise<void>((resolve) => {
          const look = () => output.includes(text) && resolve()
          child.stdout.on("data", look)
          look()
        })
    )
  return { child, until, output: Effect.promise(() => exited.then(() => output.trim())) }
})

describe("TokenFile between processes", () => {
  it.effect("lets one at a time work with a record", () =>
    Effect.gen(function* () {
      const opened = yield* store(yield* newDirectory)
      let inside = 0
      let most = 0
      const fiber = yield* Effect.forkChild(
        Effect.forEach(
          Array.from({ length: 20 }),
          () =>
            opened.exclusively(account, (slot) =>
              Effect.gen(function* () {
                most = Math.max(most, ++inside)
                const kept = yield* slot.load
                yield* Effect.sleep("1 second")
                yield* slot.save({ ...record, calls: [...(kept?.calls ?? []), 1] })
                inside--
              })
            ),
          { concurrency: "unbounded" }
        )
      )

      yield* TestClock.adjust("40 seconds")
      yield* Fiber.join(fiber)
      assert.strictEqual(most, 1)
      assert.strictEqual((yield* opened.load(account))?.calls.length, 20)
    })
  )

  it.effect("keeps the lock of one that waits for what nothing refers to, though it is garbage", () =>
    Effect.gen(function* () {
      const opened = yield* store(yield* newDirectory)
      let isHeld = false
      // A fiber of its own, since a child would be referred to by this one.
      Effect.runFork(
        opened.exclusively(account, () => {
          isHeld = true
          return Effect.never
        })
      )
      for (let round = 0; round < 10; round++) {
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        collectGarbage()
      }
      assert.isTrue(isHeld)

      const fiber = yield* Effect.forkChild(Effect.flip(opened.exclusively(account, () => Effect.void)))
      yield* TestClock.adjust("45 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).why, "busy")
    })
  )

  it.effect(
    "waits 45 seconds for another and then says for whom, and never for a killed one",
    () =>
      Effect.gen(function* () {
        const directory = yield* newDirectory
        const opened = yield* store(directory)
        const holder = yield* spawned("hold", directory)
        yield* holder.until("held")

        const fiber = yield* Effect.forkChild(Effect.flip(opened.exclusively(account, () => Effect.void)))
        yield* TestClock.adjust("44 seconds")
        assert.strictEqual(fiber.pollUnsafe(), undefined)
        yield* TestClock.adjust("1 second")
        const error = yield* Fiber.join(fiber)
        assert.deepStrictEqual(
          [error.why, error.message],
          ["busy", `another process has held ${join(directory, `${account}.lock`)} for 45s`]
        )

        holder.child.kill("SIGKILL")
        yield* holder.output
        assert.isTrue(Exit.isSuccess(yield* Effect.exit(opened.exclusively(account, () => Effect.void))))
      }),
    60_000
  )

  it.live(
    "counts the calls of processes that are killed amid them",
    () =>
      Effect.gen(function* () {
        let calls = 0
        const url = yield* served(() => calls++)
        const called = (n: number) => Effect.sync(() => calls >= n)
        const directory = yield* newDirectory

        for (let n = 1; n <= 3; n++) {
          const asking = yield* spawned("ask", directory, url)
          yield* Effect.repeat(called(n), { schedule: Schedule.spaced("5 millis"), until: (done) => done })
          asking.child.kill("SIGKILL")
          yield* asking.output
        }
        const refused = yield* spawned("ask", directory, url)
        assert.strictEqual(yield* refused.output, "QuotaExceeded")
        assert.strictEqual(calls, 3)
      }),
    60_000
  )

  it.live(
    "gives four processes that start together one token",
    () =>
      Effect.gen(function* () {
        let calls = 0
        const url = yield* served((_, response) => {
          const body = JSON.stringify({ access_token: `token-${++calls}`, expires_in: 3600 })
          setTimeout(() => response.end(body), 300)
        })
        const directory = yield* newDirectory

        const asking = yield* Effect.forEach([1, 2, 3, 4], () => spawned("ask", directory, url))
        const outputs = yield* Effect.forEach(asking, ({ output }) => output)
        assert.deepStrictEqual(new Set(outputs), new Set(["Bearer token-1"]))
        assert.strictEqual(calls, 1)
      }),
    60_000
  )
})
