// Throughput beside a bare client, and memory, as ratios of one run: every variant in its own process, interleaved,
// against one provider process on 127.0.0.1. `bench.ts [records] [rounds]`.
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"

const records = Number(process.argv[2] ?? 200_000)
const rounds = Number(process.argv[3] ?? 5)
const here = import.meta.dirname
const say = (line: string) => process.stdout.write(`${line}\n`)

interface Measured {
  readonly records: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakRssMb: number
}

const servers: Array<ChildProcess> = []
const serve = async (total: number): Promise<string> => {
  const server = spawn(process.execPath, [join(here, "server.ts"), String(total)], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  servers.push(server)
  const [line] = await once(server.stdout, "data")
  return String(line).trim()
}

const measure = (
  name: string,
  url: string,
  total: number,
  warmUp: string,
  flags: ReadonlyArray<string> = []
): Measured => {
  const args = [
    ...flags,
    "--disable-warning=ExperimentalWarning",
    join(here, "variant.ts"),
    name,
    url,
    String(total),
    warmUp
  ]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }))
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const variants = ["raw", "raw + SQLite", "Innlet, no sink", "Innlet + SQLite"] as const

try {
  const warmUp = await serve(10_000)
  const url = await serve(records)
  for (const name of ["raw", "Innlet + SQLite"] as const) measure(name, url, records, warmUp)

  const results = new Map<string, Array<Measured>>(variants.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    const order = variants.map((_, i) => variants[(i + round) % variants.length]!)
    for (const name of order) results.get(name)!.push(measure(name, url, records, warmUp))
    process.stderr.write(`round ${round + 1} of ${rounds}\n`)
  }
  const ratio = (name: string, base: string, of: (measured: Measured) => number): number =>
    median(results.get(name)!.map((measured, round) => of(measured) / of(results.get(base)![round]!)))
  const rate = ({ records, seconds }: Measured) => records / seconds

  say(`${records} records in pages of 500, ${rounds} rounds, medians`)
  say("variant            records/s   of raw   of raw + SQLite   CPU of raw   peak RSS MB")
  for (const name of variants) {
    const all = results.get(name)!
    say(
      [
        name.padEnd(16),
        Math.round(median(all.map(rate)))
          .toLocaleString("en")
          .padStart(11),
        ratio(name, "raw", rate).toFixed(2).padStart(8),
        ratio(name, "raw + SQLite", rate).toFixed(2).padStart(17),
        ratio(name, "raw", (measured) => measured.cpuSeconds)
          .toFixed(2)
          .padStart(12),
        Math.round(median(all.map((measured) => measured.peakRssMb)))
          .toString()
          .padStart(13)
      ].join(" ")
    )
  }

  say("")
  say("peak RSS of Innlet + SQLite under --max-old-space-size=64 --max-semi-space-size=4")
  const flags = ["--max-old-space-size=64", "--max-semi-space-size=4"]
  const sizes = [10_000, 100_000, 1_000_000]
  const peaks: Array<number> = []
  for (const size of sizes) {
    const { peakRssMb, seconds } = measure("Innlet + SQLite", await serve(size), size, "", flags)
    peaks.push(peakRssMb)
    say(`${size.toLocaleString("en").padStart(9)} records: ${peakRssMb.toFixed(0)} MB, ${seconds.toFixed(1)} s`)
  }
  say(`growth from 10,000 to 1,000,000: ${(peaks[2]! - peaks[0]!).toFixed(0)} MB`)
} finally {
  for (const server of servers) server.kill()
}
