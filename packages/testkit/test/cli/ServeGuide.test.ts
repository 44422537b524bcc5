/** The program in SERVE.md, as it stands there. */
import { assert, describe, it } from "@effect/vitest"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Command from "./Command.ts"

const guide = readFileSync(join(import.meta.dirname, "../../SERVE.md"), "utf8")
const [, program = ""] = /^```python\n(.*?)^```/ms.exec(guide) ?? []

const mustRun = process.env["CI"] === "true"
const isThere = spawnSync("python3", ["--version"]).status === 0
if (!isThere && !mustRun)
  console.warn("testkit: a test is SKIPPED: python3 is not installed. With CI=true it fails instead.")

/** Runs the program in a folder until it ends. */
const pull = async (cwd: string, base: string, crashAt = 0) => {
  const child = spawn("python3", ["pull.py"], {
    cwd,
    env: { ...process.env, BASE: base, CRASH_AT: String(crashAt) },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let printed = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (printed += String(part)))
  await once(child, "close")
  return { code: child.exitCode, printed }
}

const served = async <A>(flags: ReadonlyArray<string>, use: (cwd: string, base: string) => Promise<A>): Promise<A> => {
  const cwd = mkdtempSync(join(tmpdir(), "innlet-guide-"))
  writeFileSync(join(cwd, "pull.py"), program)
  await using command = Command.start("serve", "booking", "--port", "0", "--rows", "1000", ...flags)
  try {
    return await use(cwd, Command.addressIn((await command.lines(1))[0]))
  } finally {
    rmSync(cwd, { recursive: true })
  }
}

describe.skipIf(!isThere && !mustRun)("the guide for other languages", () => {
  it(
    "has a program that crashes, goes on and misses nothing, whatever answers are lost",
    { timeout: 60_000 },
    async () => {
      for (const flags of [[], ["--fault", "N6@every:4", "--fault", "H11c@3"]]) {
        await served(flags, async (cwd, base) => {
          assert.deepStrictEqual(await pull(cwd, base, 4).then(({ code }) => code), 9)
          const { code, printed } = await pull(cwd, base)
          assert.match(printed, /^1000 rates held, 0 of 1000 missing$/m)
          assert.strictEqual(code, 0)
          assert.strictEqual(printed.includes("again after"), flags.length > 0)
        })
      }
    }
  )

  it(
    "has one that misses rows of a list that changes before the reader, and is told so",
    { timeout: 60_000 },
    async () => {
      await served(["--deletes", "2", "--aim", "before"], async (cwd, base) => {
        const { code, printed } = await pull(cwd, base)
        assert.match(printed, /^\d+ rates held, [1-9]\d* of \d+ missing$/m)
        assert.strictEqual(code, 1)
      })
    }
  )
})
