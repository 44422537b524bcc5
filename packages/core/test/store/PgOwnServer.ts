/** A PostgreSQL of a test's own, with a password, that can be ended and started. */
import { Effect } from "effect"
import { execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Debian keeps the server's programs out of the path. */
const directories = [
  ...(existsSync("/usr/lib/postgresql")
    ? readdirSync("/usr/lib/postgresql").map((version) => `/usr/lib/postgresql/${version}/bin`)
    : []),
  ...(process.env["PATH"] ?? "").split(":")
]
const programs = directories.find((directory) => existsSync(join(directory, "initdb")))

const idOf = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }))

/** The server refuses to run as root. */
const user = ((): { readonly uid?: number; readonly gid?: number } | undefined => {
  if (process.getuid?.() !== 0) return {}
  try {
    return { uid: idOf("-u"), gid: idOf("-g") }
  } catch {
    return undefined
  }
})()

const mustRun = process.env["CI"] === "true"

/** May tests start a server? */
export const isStartable = ((): boolean => {
  const can = programs !== undefined && user !== undefined
  if (!can && !mustRun) {
    console.warn("store: tests are SKIPPED: no PostgreSQL server can be started. With CI=true they fail instead.")
  }
  return can || mustRun
})()

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/** A server that still starts lets nobody in. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(join(programs!, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)])
    child.once("exit", (code) => resolve(code === 0))
  })

/** Ended and gone with the scope. */
export const make = Effect.gen(function* () {
  const directory = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const made = mkdtempSync(join(tmpdir(), "innlet-pg-"))
      if (user?.uid !== undefined && user.gid !== undefined) chownSync(made, user.uid, user.gid)
      return made
    }),
    (made) => Effect.sync(() => rmSync(made, { recursive: true }))
  )
  const port = yield* Effect.promise(freePort)
  const data = join(directory, "data")
  const passwords = join(directory, "password")
  writeFileSync(passwords, "right")
  execFileSync(
    join(programs!, "initdb"),
    ["-D", data, "-A", "scram-sha-256", `--pwfile=${passwords}`, "-U", "owner", "-N"],
    {
      ...user,
      stdio: "ignore"
    }
  )
  let stop: (() => Promise<void>) | undefined

  const start = Effect.promise(async () => {
    const child = spawn(
      join(programs!, "postgres"),
      ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", directory, "-F"],
      { ...user, stdio: "ignore" }
    )
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
    // An immediate shutdown, as after a crash.
    stop = () => {
      child.kill("SIGQUIT")
      return ended
    }
    while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20))
  })
  const end = Effect.promise(async () => {
    await stop?.()
    stop = undefined
  })
  yield* Effect.addFinalizer(() => end)
  return {
    start,
    end,
    port,
    url: (password: string, database = "postgres", name = "owner") =>
      `postgres://${name}:${password}@127.0.0.1:${port}/${database}`
  }
})
