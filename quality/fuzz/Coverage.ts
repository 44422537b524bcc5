/**
 * Which characters of the code under test have run: V8's precise block coverage, taken after a batch of inputs and painted
 * on one map for each file.
 *
 * It has to be started before the code is loaded, or the functions that never run stay unknown.
 *
 * @since 0.1.0
 */
import { type Profiler, Session } from "node:inspector"

/**
 * @category models
 * @since 0.1.0
 */
export interface Coverage {
  /** What ran since the last look. */
  readonly look: () => Look
  /** Characters of functions that have run, of all that are known; of the sources alone, not of what tests them. */
  readonly share: () => { readonly ran: number; readonly all: number }
  /** The places that ran since the last look, known or not. */
  readonly places: () => ReadonlySet<string>
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Look {
  /** How many characters ran that never ran before, as far as was kept. */
  readonly fresh: number
  /** They count as known from now on. */
  readonly keep: () => void
}

interface FileMap {
  /** 0 unknown, 1 in a function, 2 ran. */
  readonly state: Uint8Array
}

/**
 * Starts counting in this thread; it goes on until the thread ends.
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = (): ((sources: ReadonlyArray<string>) => Coverage) => {
  const session = new Session()
  session.connect()
  session.post("Profiler.enable")
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true })

  const taken = (): ReadonlyArray<Profiler.ScriptCoverage> => {
    let scripts: ReadonlyArray<Profiler.ScriptCoverage> = []
    // The callback runs before `post` returns.
    session.post("Profiler.takePreciseCoverage", (_, { result }) => {
      scripts = result
    })
    return scripts
  }
  return (sources) => make(() => taken().filter(({ url }) => sources.some((source) => url.includes(source))))
}

const make = (scripts: () => ReadonlyArray<Profiler.ScriptCoverage>): Coverage => {
  const files = new Map<string, FileMap>()

  const painted = (script: Profiler.ScriptCoverage): Uint8Array => {
    const size = Math.max(...script.functions.map(({ ranges }) => ranges[0]?.endOffset ?? 0))
    const ran = new Uint8Array(size)
    const known = files.get(script.url)?.state ?? new Uint8Array(0)
    if (known.length < size) {
      const state = new Uint8Array(size)
      state.set(known)
      files.set(script.url, { state })
    }
    const { state } = files.get(script.url)!
    // Outer ranges come before those inside of them.
    for (const { functionName, ranges } of script.functions) {
      const isModule = functionName === "" && ranges[0]?.startOffset === 0
      if (isModule) continue
      for (const { count, endOffset, startOffset } of ranges) {
        ran.fill(count > 0 ? 1 : 0, startOffset, endOffset)
        for (let at = startOffset; at < endOffset; at++) if (state[at] === 0) state[at] = 1
      }
    }
    return ran
  }
  const look = (): Look => {
    let fresh = 0
    const all = scripts().map((script) => ({ ran: painted(script), url: script.url }))
    for (const { ran, url } of all) {
      const { state } = files.get(url)!
      for (let at = 0; at < ran.length; at++) if (ran[at] === 1 && state[at] !== 2) fresh++
    }
    const keep = () => {
      for (const { ran, url } of all) {
        const { state } = files.get(url)!
        for (let at = 0; at < ran.length; at++) if (ran[at] === 1) state[at] = 2
      }
    }
    return { fresh, keep }
  }

  return {
    look,
    share: () => {
      let ran = 0
      let all = 0
      for (const [url, { state }] of files) {
        // Of what is tested, not of the tests.
        if (!url.includes("/src/")) continue
        for (const one of state) {
          if (one > 0) all++
          if (one === 2) ran++
        }
      }
      return { ran, all }
    },
    places: () => {
      const found = new Set<string>()
      for (const script of scripts()) {
        const ran = painted(script)
        let from = -1
        for (let at = 0; at <= ran.length; at++) {
          if (ran[at] === 1 && from < 0) from = at
          if (ran[at] !== 1 && from >= 0) {
            found.add(`${script.url}:${from}:${at}`)
            from = -1
          }
        }
      }
      return found
    }
  }
}
