/**
 * A program of this repository as few files of JavaScript, since loading some hundred modules is most of what a short process
 * costs. Its statements are those of its sources; only types, and what nobody calls, are left out.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { build } from "vite"

const made = new Map<string, Promise<string>>()
let folder: string | undefined

const newFolder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "innlet-program-"))
  process.once("exit", () => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Where processes find what V8 made of the modules that others loaded before. */
export const environment = { NODE_COMPILE_CACHE: join(tmpdir(), "innlet-code") }

/** The file to run in the place of `entry`; made once for all tests of this process. */
export const of = (entry: string): Promise<string> => {
  const known = made.get(entry) ?? make(entry)
  made.set(entry, known)
  return known
}

const make = async (entry: string): Promise<string> => {
  folder ??= newFolder()
  const outDir = join(folder, String(made.size))
  await build({
    configFile: false,
    root: join(import.meta.dirname, "../.."),
    logLevel: "error",
    ssr: { noExternal: true },
    build: { ssr: entry, outDir, target: "node22", minify: false, emptyOutDir: false }
  })
  return join(outDir, `${basename(entry, ".ts")}.js`)
}
