/**
 * Writes each mutant's result as a line of JSON when it is known, so that a long run can be read while it goes on, and is not
 * lost when it is ended.
 */
import type { MutantResult } from "@stryker-mutator/api/core"
import type { Reporter } from "@stryker-mutator/api/report"
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

export class ResultLog implements Reporter {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, "")
  }

  onMutantTested(result: Readonly<MutantResult>) {
    const { fileName, killedBy, location, mutatorName, replacement, static: isStatic, status, statusReason } = result
    const place = `${fileName}:${location.start.line}:${location.start.column}`
    const line = { status, place, end: location.end, mutatorName, replacement, isStatic, killedBy, statusReason }
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`)
  }
}
