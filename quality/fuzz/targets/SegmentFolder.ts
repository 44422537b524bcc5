/**
 * A folder of segments as a crash, another program or a bad disk left it. A line is a file, `<kind> <number> <content>`:
 *
 * - `l` listed and there, `t` listed and unfinished, `b` both, `m` listed and missing, `d` listed and damaged, `c` listed and cut;
 * - `r` retired and there, `s` retired and unfinished;
 * - `u` unlisted and unfinished, `f` unlisted and final, `x` of another name.
 */
import { Cause, Context, Effect, Exit, Layer, Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as SegmentFolder from "../../../packages/core/src/store/SegmentFolder.ts"
import * as SegmentList from "../../../packages/core/src/store/SegmentList.ts"
import * as SegmentName from "../../../packages/core/src/store/SegmentName.ts"
import * as SqliteClient from "../../../packages/core/src/store/SqliteClient.ts"
import type { StreamTable } from "../../../packages/core/src/contract/StreamTable.ts"
import { holds, type Target } from "../Target.ts"

const table: StreamTable = {
  connector: "fuzz",
  stream: "rows",
  name: "fuzz_rows",
  columns: [],
  key: [],
  version: undefined,
  fingerprint: "f"
}
const folder = SegmentName.folderOf(table)
const directory = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "innlet-fuzz-"))
process.on("exit", () => rmSync(directory, { recursive: true, force: true }))
const path = join(directory, folder)

const services = await Effect.runPromise(
  Layer.buildWithScope(
    SqliteClient.layer({ filename: ":memory:" }).pipe(Layer.provide(Reactivity.layer)),
    Scope.makeUnsafe()
  )
)
const sql = Context.get(services, SqliteClient.SqliteClient)
await Effect.runPromise(SegmentList.prepare(sql))
const list = SegmentList.make(sql, folder)

interface File {
  readonly kind: string
  readonly number: number
  readonly content: string
  readonly name: string
}

const filesOf = (input: string): ReadonlyArray<File> => {
  const numbers = new Set<number>()
  return input
    .split("\n")
    .slice(0, 10)
    .flatMap((line): ReadonlyArray<File> => {
      const found = /^([ltbmdcrsufx]) (\d{1,7}) ?(.{0,40})$/s.exec(line)
      if (found === null) return []
      const [, kind = "", digits = "", text = ""] = found
      const number = Number(digits)
      if (numbers.has(number)) return []
      numbers.add(number)
      const name = kind === "x" ? `notes-${number}.txt` : SegmentName.fileOf(number, text.endsWith("z"))
      return [{ kind, number, content: `${text.toWellFormed()}\n`, name }]
    })
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

const isListed = ({ kind }: File) => "ltbmdc".includes(kind)
const isRetired = ({ kind }: File) => "rs".includes(kind)

const put = (file: File) => {
  const at = join(path, file.name)
  const { content, kind } = file
  if ("lbrfx".includes(kind)) writeFileSync(at, content)
  if ("tbsu".includes(kind)) writeFileSync(SegmentName.unfinished(at), kind === "b" ? "other" : content)
  if (kind === "d") writeFileSync(at, `${String.fromCharCode(content.charCodeAt(0) ^ 1)}${content.slice(1)}`)
  if (kind === "c") writeFileSync(at, Buffer.from(content).subarray(0, -1))
}

const enlist = (file: File, seq: number) =>
  Effect.andThen(
    list.add({
      number: file.number,
      file: file.name,
      lines: 1,
      firstSeq: seq,
      lastSeq: seq,
      bytes: Buffer.byteLength(file.content),
      sha256: sha256(file.content)
    }),
    isRetired(file)
      ? Effect.asVoid(sql.unsafe("UPDATE _innlet_segment SET retired = 1 WHERE first_seq = ?", [seq]))
      : Effect.void
  )

const read = (name: string): string | undefined =>
  existsSync(join(path, name)) ? readFileSync(join(path, name), "utf8") : undefined

type Settle = typeof SegmentFolder.settle

const make = (settle: Settle): Target => ({
  name: "segment-folder",
  what: "folders of NDJSON segments",
  form: "lines",
  sources: ["core/src/store/Segment", "fuzz/targets/SegmentFolder.ts"],
  seeds: [
    "l 1 a\nl 2 b\nl 3 cz",
    "l 1 a\nt 2 b\nu 3 c",
    "r 1 a\nr 2 b\nt 3 ab\nx 4 notes",
    "l 1 a\nf 2 b",
    "m 1 a\nl 2 b",
    "d 1 a\nl 2 b\nl 3 c",
    "l 1 a\nc 2 bcd",
    "b 1 a\ns 2 b",
    "x 5 a"
  ],
  words: [
    "l 7 a\n",
    "t 8 b\n",
    "r 9 c\n",
    "s 10 d\n",
    "u 11 e\n",
    "f 12 f\n",
    "x 13 g\n",
    "b 14 h\n",
    "m 15 i\n",
    "d 16 j\n",
    "c 17 k\n"
  ],
  maxLength: 300,
  weight: 0.3,
  run: (input) => {
    const files = filesOf(input)
    const hashed = input.length % 4
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path)
    Effect.runSync(sql.unsafe("DELETE FROM _innlet_segment"))
    for (const file of files) put(file)
    for (const [i, file] of files.entries()) if (isListed(file) || isRetired(file)) Effect.runSync(enlist(file, i + 1))
    const settled = Effect.runSyncExit(settle(sql, directory, table, hashed))
    return checked(files, hashed, settled, () => Effect.runSyncExit(settle(sql, directory, table, hashed)))
  }
})

const checked = (
  files: ReadonlyArray<File>,
  hashed: number,
  settled: Exit.Exit<void, SegmentFolder.FolderFailure>,
  again: () => Exit.Exit<void, SegmentFolder.FolderFailure>
): string => {
  const newest = new Set(
    files
      .filter(isListed)
      .toSorted((a, b) => b.number - a.number)
      .slice(0, hashed)
  )
  const isBroken = files.some((file) => "mc".includes(file.kind) || (file.kind === "d" && newest.has(file)))
  const isForeign = files.some(({ kind }) => kind === "f")
  // Whatever becomes of the folder, nobody's file is taken away, and no line that counts.
  for (const file of files) {
    if ("lb".includes(file.kind) || file.kind === "x" || file.kind === "f") {
      holds(read(file.name) === file.content, `${file.kind} ${file.name} is gone or another`)
    }
    if (file.kind === "t") {
      const kept = read(file.name) ?? read(SegmentName.unfinished(file.name))
      holds(kept === file.content, `the committed lines of ${file.name} are gone`)
    }
  }
  if (Exit.isFailure(settled)) {
    holds(!Exit.hasDies(settled), `a defect: ${Cause.pretty(settled.cause).slice(0, 200)}`)
    holds(isBroken || isForeign, `a folder that is whole is refused: ${Cause.pretty(settled.cause).slice(0, 200)}`)
    return isBroken ? "broken" : "foreign"
  }
  holds(!isBroken && !isForeign, "a folder that is not whole is taken")
  const names = readdirSync(path).toSorted()
  const expected = [
    ...files.filter((file) => isListed(file) || file.kind === "x").map(({ name }) => name),
    SegmentName.manifest
  ].toSorted()
  holds(names.join() === expected.join(), `holds ${names.join()}, not ${expected.join()}`)
  for (const file of files)
    if (file.kind === "t") holds(read(file.name) === file.content, `${file.name} has other lines`)
  const manifest = read(SegmentName.manifest) ?? ""
  for (const file of files)
    holds(manifest.includes(`"${file.name}"`) === isListed(file), `${file.name} in the manifest`)
  const second = again()
  holds(Exit.isSuccess(second) && read(SegmentName.manifest) === manifest, "settled again, it is another")
  return `${files.filter(isListed).length} segments`
}

export const target = make(SegmentFolder.settle)

/** Removes an unfinished segment that is listed when a later one is there. */
export const planted = make((client, at, of, hashed) =>
  Effect.andThen(
    Effect.sync(() => {
      const names = readdirSync(join(at, SegmentName.folderOf(of)))
      const [first] = names.filter((name) => /^0+\d\.ndjson\.tmp$/.test(name))
      if (first !== undefined && names.some((name) => SegmentName.isSegment(name) && name > first))
        rmSync(join(path, first))
    }),
    SegmentFolder.settle(client, at, of, hashed)
  )
)
