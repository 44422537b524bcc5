import { assert, describe, it } from "@effect/vitest"
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

const started = (...flags: ReadonlyArray<string>): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [main, "serve", "booking", ...flags])

const textOf = async (stream: NodeJS.ReadableStream): Promise<string> => {
  let text = ""
  for await (const part of stream) text += String(part)
  return text
}

describe("innlet-testkit serve", () => {
  it.each([
    ["hotelx", "--hotels", "25", "POST", "/", 401],
    ["hotelx-legacy", "--hotels", "25", "GET", "/Service/Travel/v2/HotelBatchSecure.svc", 405]
  ] as const)(
    "%s answers on the address it prints",
    { timeout: 20_000 },
    async (name, flag, value, method, path, status) => {
      const child = spawn(process.execPath, [main, "serve", name, "--port", "0", flag, value])
      try {
        const [line] = await once(child.stdout, "data")
        const [, served, url] =
          /^(\S+) provider on (http:\/\/127\.0\.0\.1:\d+) \(hotels 25, .*\)\n$/.exec(String(line)) ?? []
        const answer = await fetch(`${url}${path}`, { method })
        child.kill("SIGTERM")
        const [exit] = await once(child, "exit")

        assert.deepStrictEqual([served, answer.status, exit], [name, status, 0])
      } finally {
        child.kill("SIGKILL")
      }
    }
  )
})

describe("innlet-testkit serve booking", () => {
  it("prints one line, answers as its flags say, and stops on SIGTERM", { timeout: 20_000 }, async () => {
    const flags = "--rows 40 --properties 4 --seed 3 --token other --limit-max 5 --over truncateSilently"
    const quota = ["--throttle", "2/1 minute", "--retry-after", "garbage"]
    const child = started("--port", "0", ...flags.split(" "), ...quota, "--latency", "1 milli")
    try {
      const [line] = await once(child.stdout, "data")
      const url = /^booking provider on (http:\/\/127\.0\.0\.1:\d+) .*\n$/.exec(String(line))?.[1] ?? ""
      const request = async () => await fetch(`${url}/v1/rates?limit=9`, { headers: { authorization: "Bearer other" } })
      const first = await (await request()).json()
      await request()
      const third = await request()
      child.kill("SIGTERM")
      const [exit] = await once(child, "exit")

      assert.deepInclude(first, { meta: { total_count: 40, offset: 0, limit: 9 } })
      assert.deepStrictEqual([third.status, third.headers.get("retry-after")], [429, "soon"])
      assert.strictEqual(exit, 0)
    } finally {
      child.kill("SIGKILL")
    }
  })

  it.each([
    ["--rows", "many"],
    ["--colour", "red"],
    ["--latency", "soon"],
    ["--over", "maybe"]
  ])("says in one line what is wrong with %s %s, and exits with 2", { timeout: 20_000 }, async (flag, value) => {
    const child = started("--port", "0", flag, value)
    const [output, errors, [exit]] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      once(child, "exit")
    ])

    assert.strictEqual(output, "")
    assert.match(errors, new RegExp(`^innlet-testkit: [^\\n]*${flag}[^\\n]*\\n$`))
    assert.strictEqual(exit, 2)
  })
})
