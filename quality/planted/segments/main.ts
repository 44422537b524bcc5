/**
 * Runs seeds of the world of segments until one shows a violation, and prints what the simulator prints:
 * `node quality/planted/segments/main.ts --seeds 1..500 --stop-at-first --json`.
 */
import { parseArgs } from "node:util"
import * as SegmentWorld from "./SegmentWorld.ts"

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1..500" },
    "stop-at-first": { type: "boolean" },
    json: { type: "boolean" }
  }
})
const [from = 1, to = from] = values.seeds.split("..").map(Number)

let seeds = 0
let found: (SegmentWorld.Violation & { readonly seed: number }) | undefined
for (let seed = from; seed <= to && found === undefined; seed++) {
  seeds += 1
  const violation = SegmentWorld.run(seed)
  if (violation !== undefined) found = { seed, ...violation }
}
console.log(JSON.stringify({ seeds, found }))
