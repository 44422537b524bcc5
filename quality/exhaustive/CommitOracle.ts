/**
 * What has to hold of a store after any crash, asked in plain SQL and of plain files.
 *
 * @since 0.1.0
 */
import { assert } from "@effect/vitest"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Disk, Query } from "./Disk.ts"
import * as World from "./World.ts"

/**
 * How far a database was: a later look may not find it less far.
 *
 * @category models
 * @since 0.1.0
 */
export interface Seen {
  readonly epoch: number
  readonly seq: number
  readonly rows: ReadonlyArray<string>
  readonly letters: number
  readonly pages: number
}

/**
 * @category constants
 * @since 0.1.0
 */
export const nothing: Seen = { epoch: 0, seq: -1, rows: [], letters: 0, pages: 0 }

/**
 * Checks what a crash left, beside what was seen before it. Throws with `where` in the message.
 *
 * @category checks
 * @since 0.1.0
 */
export const afterCrash = (disk: Disk, before: Seen, where: string): Seen => {
  if (!disk.isOpened()) {
    assert.deepStrictEqual(before, nothing, where)
    return nothing
  }
  return disk.reading((query) => found(disk, query, before, where))
}

const found = (disk: Disk, query: Query, before: Seen, where: string): Seen => {
  const tables = new Set(query("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => name))
  if (!tables.has("_innlet_checkpoint")) {
    assert.deepStrictEqual(before, nothing, where)
    return nothing
  }
  const [checkpoint] = query("SELECT * FROM _innlet_checkpoint")
  const rows = tables.has("_innlet_segment")
    ? rowsOfSegments(disk, query, where)
    : tables.has("test_offers")
      ? query("SELECT id FROM test_offers ORDER BY id").map(({ id }) => String(id))
      : []
  const letters = tables.has("_innlet_dead_letter") ? query("SELECT id FROM _innlet_dead_letter").length : 0
  const audit = tables.has("_innlet_audit") ? query("SELECT run, page, received FROM _innlet_audit ORDER BY n") : []
  if (checkpoint === undefined) {
    assert.deepStrictEqual([rows, letters, audit, before], [[], 0, [], nothing], where)
    return nothing
  }
  const count = (name: string) => Number(checkpoint[name])
  const ofRun = audit.filter(({ run }) => run === checkpoint["run"])
  // A sweep begins anew only behind one that was complete.
  const isAgain = ofRun.length < audit.length
  const known = isAgain ? World.ids.length : 0
  // A page is there whole or not at all: what the checkpoint counts is what stands beside it.
  assert.strictEqual(
    count("received"),
    count("inserted") + count("updated") + count("unchanged") + count("dead_lettered"),
    where
  )
  assert.strictEqual(
    rows.length,
    known + count("inserted"),
    `${where}: rows that no checkpoint counts, or counted ones that are gone`
  )
  assert.strictEqual(letters > 0, isAgain || count("dead_lettered") > 0, `${where}: dead letters`)
  assert.strictEqual(ofRun.length, count("pages"), `${where}: pages in the audit`)
  assert.strictEqual(
    ofRun.reduce((sum, { received }) => sum + Number(received), 0),
    count("received"),
    `${where}: records in the audit`
  )
  assert.strictEqual(
    new Set(audit.map(({ page, run }) => JSON.stringify([run, page]))).size,
    audit.length,
    `${where}: a page twice`
  )
  assert.strictEqual(count("updated"), 0, `${where}: a list that holds still has no updates`)
  for (const id of rows) assert.include(World.ids, id, where)
  const seen = { epoch: count("epoch"), seq: count("seq"), rows, letters, pages: audit.length }
  const isLater = seen.epoch > before.epoch || (seen.epoch === before.epoch && seen.seq >= before.seq)
  assert.isTrue(isLater, `${where}: the checkpoint went back`)
  assert.isTrue(seen.pages >= before.pages, `${where}: the audit became shorter`)
  for (const id of before.rows) assert.include(seen.rows, id, `${where}: a row is gone`)
  assert.isTrue(seen.letters >= before.letters, `${where}: a dead letter is gone`)
  return seen
}

/**
 * The rows that listed segments hold, each a line and none twice. A segment may still have the name it was written under, as
 * whoever opens the store next gives it the right one.
 */
const rowsOfSegments = (disk: Disk, query: Query, where: string): ReadonlyArray<string> => {
  const rows: Array<string> = []
  for (const { file, folder, lines } of query("SELECT * FROM _innlet_segment WHERE retired = 0 ORDER BY first_seq")) {
    const path = join(disk.directory, String(folder), String(file))
    const found = [path, `${path}.tmp`].find((name) => existsSync(name))
    assert.isDefined(found, `${where}: the listed segment ${String(file)} is gone`)
    const written = readFileSync(found, "utf8").split("\n").slice(0, -1)
    assert.strictEqual(written.length, Number(lines), `${where}: lines of ${String(file)}`)
    rows.push(...written.map((line) => /^\{"id":"([^"]+)"/.exec(line)?.[1] ?? line))
  }
  assert.strictEqual(new Set(rows).size, rows.length, `${where}: a row is there twice`)
  return rows.toSorted()
}

/**
 * Checks the end: every record is there, each once, and the checkpoint says so.
 *
 * @category checks
 * @since 0.1.0
 */
export const atEnd = (disk: Disk, before: Seen, where: string): void => {
  const seen = afterCrash(disk, before, where)
  assert.deepStrictEqual(seen.rows, World.ids, `${where}: a record is lost`)
  assert.strictEqual(seen.letters, 1, `${where}: the bad record`)
  const [checkpoint] = disk.reading((query) => query("SELECT status, verdict, problem FROM _innlet_checkpoint"))
  assert.deepStrictEqual([checkpoint?.["status"], checkpoint?.["problem"]], ["completed", null], where)
  assert.match(String(checkpoint?.["verdict"]), /Proven|Attested/, where)
}
