/** The host as a user runs it: a folder with an `innlet.json`, and a process in it. */
import { NodeServices } from "@effect/platform-node"
import { Effect, FileSystem, type PlatformError, type Scope, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import * as DemoProvider from "../src/DemoProvider.ts"
import * as HostProcess from "./HostProcess.ts"

const mended = new URL("MendedRate.ts", import.meta.url).href

export interface Options {
  readonly store?: unknown
  readonly env?: Readonly<Record<string, string>>
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Runs with a connector that takes prices and properties as they come. */
  readonly mended?: boolean
}

/** What a run of the host came to. */
export interface Ran {
  readonly stdout: string
  readonly problems: ReadonlyArray<string>
  readonly exitCode: number
}

/** `changes` are to the booking connector's configuration. */
export const folder = Effect.fnUntraced(function* (baseUrl: string, changes: object = {}, options: Options = {}) {
  const files = yield* FileSystem.FileSystem
  const cwd = yield* files.makeTempDirectoryScoped({ directory: HostProcess.memory, prefix: "innlet-host-" })
  const configure = (more: object, store: unknown = options.store ?? "sqlite:./innlet.db") => {
    const booking = { use: "booking", baseUrl, token: { env: "HOST_TOKEN" }, order: "immutable", ...changes, ...more }
    return files.writeFileString(`${cwd}/innlet.json`, JSON.stringify({ store, connectors: { booking } }))
  }
  yield* configure({})
  const host = Effect.fnUntraced(function* (
    args: ReadonlyArray<string>,
    token = DemoProvider.token,
    run: RunOptions = {}
  ): Effect.fn.Return<Ran, PlatformError.PlatformError, ChildProcessSpawner.ChildProcessSpawner | Scope.Scope> {
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    const { main, source } = HostProcess
    const node = run.mended === true ? ["--import", mended, source] : [main]
    const child = yield* spawner.spawn(
      ChildProcess.make(process.execPath, [...node, ...args], {
        cwd,
        stdin: "ignore",
        env: { HOST_TOKEN: token, ...HostProcess.environment, ...options.env, ...run.env },
        extendEnv: true
      })
    )
    const [stdout, stderr, exitCode] = yield* Effect.all(
      [
        Stream.mkString(Stream.decodeText(child.stdout)),
        Stream.mkString(Stream.decodeText(child.stderr)),
        child.exitCode
      ],
      { concurrency: "unbounded" }
    )
    return { stdout, problems: stderr.split("\n").filter((line) => line !== ""), exitCode: Number(exitCode) }
  }, Effect.scoped)
  return { cwd, host, configure }
})

export const serve = (listener: RequestListener) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<Server>((resume) => {
        const server = createServer(listener)
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) =>
        Effect.sync(() => {
          server.close()
          server.closeAllConnections()
        })
    ),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server's address is one
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  )

export const nowhere = "http://127.0.0.1:9"

export const live = <E>(effect: Effect.Effect<void, E, NodeServices.NodeServices | Scope.Scope>) =>
  effect.pipe(Effect.scoped, Effect.provide(NodeServices.layer))
