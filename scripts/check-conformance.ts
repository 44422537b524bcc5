// Whether a stranger's connector can be held to the laws with the tarballs alone: in a folder outside the workspace that has them
// installed, the connector of quality/outside passes, and broken in one line it fails with a message that names the law and the
// page. The mock server of the tarball answers there, too.
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { cpSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

interface Break {
  readonly what: string
  readonly from: string
  readonly to: string
}

const breaks: ReadonlyArray<Break> = [
  { what: "drops the last record of a page", from: "records: items,", to: "records: items.slice(0, -1)," },
  {
    what: "takes an answer that it can't read for the end",
    from: 'unexpected("the answer is no list of items")',
    to: "({ items: [], next: null })"
  }
]

const say = (line: string) => process.stdout.write(`${line}\n`)

/** As `LawViolation` writes it. */
const violation = /\b(?:rooms|bookings): page \d+: ".+?": .+/

export const checkConformance = async (dir: string): Promise<void> => {
  cpSync("quality/outside", join(dir, "quay"), { recursive: true })
  renameSync(join(dir, "quay/QuayConformance.ts"), join(dir, "quay/Conformance.test.ts"))
  const file = join(dir, "quay/QuayConnector.ts")
  const source = readFileSync(file, "utf8")

  const right = tested(dir)
  if (right.status !== 0) throw new Error(`a right connector fails outside the workspace:\n${right.output}`)
  say(`\na connector outside the workspace keeps every law:\n${right.summary}`)
  for (const { from, to, what } of breaks) {
    if (!source.includes(from)) throw new Error(`there is no ${from} to break`)
    writeFileSync(file, source.replace(from, to))
    const { output, status, summary } = tested(dir)
    const [said] = violation.exec(output) ?? []
    if (status !== 1 || said === undefined) {
      throw new Error(`one that ${what} ends with ${status} and names no law and page:\n${output}`)
    }
    say(`\none that ${what} does not:\n  ${said}\n${summary}`)
  }
  writeFileSync(file, source)
  await checkServer(dir)
}

/** One run of the test, without colours. */
const tested = (dir: string) => {
  const { status, stderr, stdout } = spawnSync("node_modules/.bin/vitest", ["run", "--dir", "quay"], {
    cwd: dir,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", CI: "1" }
  })
  const output = stdout + stderr
  const summary = output
    .split("\n")
    .filter((line) => /^\s*(Test Files|Tests|Duration) /.test(line))
    .join("\n")
  return { status, output, summary }
}

const checkServer = async (dir: string): Promise<void> => {
  const server = spawn("node_modules/.bin/innlet-testkit", ["serve", "booking", "--port", "0"], { cwd: dir })
  try {
    let printed = ""
    for await (const chunk of server.stdout) {
      printed += String(chunk)
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
      if (url === undefined) continue
      const answer = await fetch(`${url}/v1/rates?limit=2`, { headers: { authorization: "Bearer test-token" } })
      const page = await answer.text()
      if (answer.status !== 200 || !page.includes('"total_count"')) throw new Error(`the mock server answers ${page}`)
      say(`\nits mock server: ${printed.trim()}, status ${answer.status}, ${page.length} characters`)
      return
    }
    throw new Error(`the mock server says no address: ${printed}`)
  } finally {
    server.kill()
    if (server.exitCode === null) await once(server, "exit")
  }
}
