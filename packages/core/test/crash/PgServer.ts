/** A PostgreSQL of a test's own, to be filled or ended at will. */
import { execFileSync, spawnSync } from "node:child_process"
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** The newest one that is installed, where Debian puts them, or the one in the path. */
const programs = (): string | undefined => {
  const root = "/usr/lib/postgresql"
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : []
  const found = versions.map((version) => join(root, version, "bin")).find((bin) => existsSync(join(bin, "initdb")))
  return found ?? (spawnSync("initdb", ["--version"]).status === 0 ? "" : undefined)
}

const idOf = (flag: "-u" | "-g"): number | undefined => {
  const { status, stdout } = spawnSync("id", [flag, "postgres"], { encoding: "utf8" })
  return status === 0 ? Number(stdout.trim()) : undefined
}

const bin = programs()
const isRoot = process.getuid?.() === 0
/** PostgreSQL refuses to be run by root. */
const owner = isRoot ? { uid: idOf("-u"), gid: idOf("-g") } : {}

/** May tests start a PostgreSQL? */
export const isStartable = bin !== undefined && (!isRoot || owner.uid !== undefined)
if (!isStartable) console.warn("crash: tests of a PostgreSQL that ends are SKIPPED: initdb is not installed")

export interface PgServer {
  readonly port: number
  readonly folder: string
  /** Makes a directory that the server may write. */
  readonly newDirectory: (name: string) => string
  /** `immediate` ends it as a crash does, and it recovers. */
  readonly restart: (mode: "fast" | "immediate") => void
  readonly end: () => void
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const give = (path: string): string => {
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(path, owner.uid, owner.gid)
  return path
}

export const start = async (): Promise<PgServer> => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), "innlet-pg-"))
  give(folder)
  const data = join(folder, "data")
  const run = (program: string, ...args: ReadonlyArray<string>) =>
    execFileSync(join(bin ?? "", program), args, {
      ...(owner.uid === undefined ? {} : { uid: owner.uid }),
      ...(owner.gid === undefined ? {} : { gid: owner.gid }),
      cwd: folder,
      stdio: "ignore"
    })
  run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`
  const log = join(folder, "log")
  run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
  return {
    port,
    folder,
    newDirectory: (name) => {
      const path = join(folder, name)
      mkdirSync(path)
      return give(path)
    },
    restart: (mode) => {
      run("pg_ctl", "-D", data, "-w", "-l", log, "-m", mode, "-o", options, "restart")
    },
    end: () => {
      run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
      rmSync(folder, { recursive: true })
    }
  }
}
