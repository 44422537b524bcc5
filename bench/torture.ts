// Lists that a provider tells wrongly, kind by kind of declared pagination, through the real engine in virtual time: rows got
// of rows that exist, and how the pull ended; beside what the paginators of others did on the same scenarios, as measured in
// their own classes, 60 requests at most. A short list that is called whole ends it with code 1. `torture.ts`.
import "effect/schema/SchemaJITCompiler/enable"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Torture from "../packages/connector-generic/test/pagination/Torture.ts"

const say = (line: string) => process.stdout.write(`${line}\n`)
const names = ["S1", "S2", "S3", "S5", "S4", "S6", "S7", "S8"] as const

let silent = 0
let pulls = 0

for (const name of names) {
  const cases = Torture.cases.filter(({ scenario }) => scenario === name)
  say(`${name}: ${Torture.scenarios[name]}`)
  for (const torture of [...cases, ...cases.filter(Torture.fitsWindow).map(Torture.inWindow)]) {
    const got = await Effect.runPromise(Torture.run(torture).pipe(Effect.provide(TestClock.layer(), { local: true })))
    const short = Torture.isSilent(torture, got)
    pulls++
    if (short) silent++
    const rows = `${got.rows}/${torture.exist}`.padStart(8)
    say(
      `  ${`innlet ${torture.kind}`.padEnd(62)}${rows}  ${short ? "SILENT " : ""}${got.end}, ${got.requests} requests`
    )
  }
  for (const [other, figure] of Object.entries(Torture.others[name] ?? {})) say(`  ${other.padEnd(62)}   ${figure}`)
  say("")
}

say(`${pulls} pulls, ${silent} of them short and silent`)
if (silent > 0) process.exitCode = 1
