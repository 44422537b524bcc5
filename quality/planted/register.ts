/**
 * Plants a bug into a process: `INNLET_PLANTED=some-id node --import ./quality/planted/register.ts …` runs the real sources
 * with that one mistake in them. It says so on standard error, with the CPU time at the end, and ends with status 3 where a
 * patched file was never loaded. Without the variable it plants nothing.
 */
import { registerHooks } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as PlantedBugs from "./PlantedBugs.ts"
import * as Planting from "./Planting.ts"

const refuse = (line: string): never => {
  process.stderr.write(`${line}\n`)
  process.exit(2)
}

const plant = (id: string): void => {
  const bug = PlantedBugs.all.find((known) => known.id === id)
  const texts = bug === undefined ? `there is no planted bug "${id}"` : Planting.plant(bug)
  if (typeof texts === "string") return refuse(texts)
  const urls = new Map(Array.from(texts.keys(), (file) => [pathToFileURL(join(Planting.root, file)).href, file]))
  const missing = new Set(texts.keys())
  registerHooks({
    load: (url, context, nextLoad) => {
      const file = urls.get(url)
      const loaded = nextLoad(url, context)
      if (file === undefined) return loaded
      missing.delete(file)
      process.stderr.write(`${Planting.announced(id, file)}\n`)
      return { ...loaded, source: texts.get(file) }
    }
  })
  process.once("exit", () => {
    if (missing.size === 0) return
    process.stderr.write(`${id} was not planted: ${[...missing].join(", ")} was never loaded\n`)
    process.exitCode = 3
  })
}

const id = process.env[Planting.variable]
if (id !== undefined && id !== "") plant(id)
process.once("exit", () => {
  const { system, user } = process.cpuUsage()
  process.stderr.write(`cpu ${Math.round((user + system) / 1000)} ms\n`)
})
