/**
 * The exhaustive checks in larger scopes than every test run affords:
 * `node quality/exhaustive/main.ts [--rows 6] [--changes 4] [--commits [--every]]`. With
 * `--every`, the commit protocol runs every process of every pair of kill points, those that find the same too.
 *
 * @since 0.1.0
 */
import { parseArgs } from "node:util"
import * as CommitProtocol from "./CommitProtocol.ts"
import * as Disk from "./Disk.ts"
import * as Schedules from "./Schedules.ts"
import * as Walkers from "./Walkers.ts"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "6" },
    changes: { type: "string", default: "4" },
    commits: { type: "boolean", default: false },
    every: { type: "boolean", default: false }
  }
})

const cpuSeconds = (): string => {
  const { system, user } = process.cpuUsage()
  return ((user + system) / 1e6).toFixed(1)
}

for (let rows = 0; rows <= Number(values.rows); rows++) {
  for (const pageSize of [1, 2, 3]) {
    const scope = { rows, changes: Number(values.changes) }
    const { example, provenLost, schedules, unprovenLost } = Schedules.run(
      Walkers.anchored({ pageSize, total: true }),
      scope
    )
    const usual = Schedules.run(Walkers.usual({ pageSize }), scope)
    console.log(
      `${rows} rows, pages of ${pageSize}, ${scope.changes} changes: ${schedules} schedules, ${provenLost} lost though proven, ` +
        `${unprovenLost} lost and not proven; the usual walk ${usual.provenLost} of ${usual.schedules} (${cpuSeconds()} CPU s)`
    )
    if (example !== undefined) {
      console.log(`  lost: ${example}`)
      process.exitCode = 1
    }
  }
}
if (values.commits) {
  const disk = Disk.make()
  for (const store of ["sqlite", "ndjson"] as const) {
    for (const paging of ["offset", "scroll"] as const) {
      // oxlint-disable-next-line no-await-in-loop -- there is one disk
      const count = await CommitProtocol.run(paging, disk, { store, memo: !values.every })
      console.log(`commit protocol, ${store}, ${paging}: ${JSON.stringify(count)} (${cpuSeconds()} CPU s)`)
    }
  }
  disk.remove()
}
