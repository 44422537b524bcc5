/**
 * How modules of the sandbox are loaded while mutants run. Tests get `Vitest.ts` for vitest, and the modules of core are
 * loaded anew in each *generation*: a mutant of what a module computes when it is loaded can only act there.
 */
import { readFileSync } from "node:fs"
import { registerHooks, stripTypeScriptTypes } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"

const standIn = new URL("./Vitest.ts", import.meta.url).href
const parameter = "generation"

/** Loads files of a folder. */
export interface SandboxModules {
  /** The generation that `load` loads now: 0 at first. */
  readonly generation: () => number
  /** From now on modules are new. Those of earlier generations are never freed. */
  readonly renew: () => void
  /** Loads a file by its absolute path, and what it imports. */
  readonly load: (path: string) => Promise<unknown>
}

/**
 * Takes over the loading of a folder's TypeScript for the rest of the process.
 *
 * @param folder the absolute path whose modules have generations
 */
export const install = (folder: string): SandboxModules => {
  const root = pathToFileURL(`${folder}/`).href
  const sources = new Map<string, string>()
  let generation = 0

  const isOurs = (url: URL) =>
    url.href.startsWith(root) && url.pathname.endsWith(".ts") && !url.href.includes("/node_modules/")

  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === "vitest" && context.parentURL !== standIn) return { url: standIn, shortCircuit: true }
      const resolved = next(specifier, context)
      const url = new URL(resolved.url)
      if (!isOurs(url)) return resolved
      // A module imports its own generation, also when it does so late.
      const importer = context.parentURL === undefined ? null : new URL(context.parentURL).searchParams.get(parameter)
      url.searchParams.set(parameter, importer ?? String(generation))
      return { ...resolved, url: url.href }
    },
    load: (url, context, next) => {
      const parsed = new URL(url)
      if (!isOurs(parsed)) return next(url, context)
      const path = fileURLToPath(parsed)
      let source = sources.get(path)
      if (source === undefined) {
        source = stripTypeScriptTypes(readFileSync(path, "utf8"))
        sources.set(path, source)
      }
      return { format: "module", source, shortCircuit: true }
    }
  })

  return {
    generation: () => generation,
    renew: () => {
      generation++
    },
    load: (path) => {
      const url = pathToFileURL(path)
      url.searchParams.set(parameter, String(generation))
      return import(url.href)
    }
  }
}
