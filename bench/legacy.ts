// Reading one legacy answer that holds 250,000 hotels, about 95 MB when it is escaped, out of a file as it comes:
// `legacy.ts [hotels]`: MB/s, CPU seconds and peak RSS for every form in which the list stands inside of the envelope, with
// default flags and with a small heap, each in a process of its own.
import { LegacyStream } from "@innlet/connector-hotelx/legacy"
import { LegacyAnswer } from "@innlet/testkit"
import { Effect, Stream } from "effect"
import { spawnSync } from "node:child_process"
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { finished } from "node:stream/promises"

const [, , first = "250000", form = "", path = "", step = ""] = process.argv
const say = (line: string) => process.stdout.write(`${line}\n`)

const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&#13;", "\r").replaceAll("&amp;", "&")

const forms: { readonly [form: string]: (piece: string) => string } = {
  escaped: (piece) => piece,
  cdata: (piece) => unescaped(piece).replace("<rs>", "<rs><![CDATA[").replace("</rs>", "]]></rs>"),
  element: unescaped,
  doubleEscaped: (piece) => {
    const [, before = "", list = "", after = ""] = /^(.*<rs>)?(.*?)(<\/rs>.*)?$/s.exec(piece) ?? []
    return before + list.replaceAll("&", "&amp;") + after
  }
}

function* piecesOf(): Generator<string> {
  for (const piece of LegacyAnswer.bigHotelList({ hotels: Number(first), seed: 1 })) yield forms[form]!(piece)
}

const make = () => finished(Readable.from(piecesOf()).pipe(createWriteStream(path)))

const measure = async () => {
  let bytes = 0
  const body = Stream.fromAsyncIterable<Uint8Array, unknown>(createReadStream(path), (error) => error).pipe(
    Stream.tap((piece) =>
      Effect.sync(() => {
        bytes += piece.length
      })
    )
  )
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const count = await Effect.runPromise(
    LegacyStream.rows(body).pipe(
      Stream.runFold(
        () => 0,
        (sum, rows) => sum + rows.length
      )
    )
  )
  const seconds = (performance.now() - begun) / 1000
  const { system, user } = process.cpuUsage(cpu)
  const megabytes = bytes / 1e6
  say(
    `${form.padEnd(16)} ${count} hotels, ${megabytes.toFixed(1)} MB, ${(megabytes / seconds).toFixed(1)} MB/s, ` +
      `${((user + system) / 1e6).toFixed(2)} s of CPU, peak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`
  )
}

const run = (settings: ReadonlyArray<string>, ...rest: ReadonlyArray<string>) => {
  const { status } = spawnSync(process.execPath, [...settings, import.meta.filename, first, ...rest], {
    stdio: ["ignore", "inherit", "inherit"]
  })
  if (status !== 0) say(`${rest[0]} failed`)
}

const compare = () => {
  const folder = mkdtempSync(join(tmpdir(), "legacy-"))
  const fileOf = (form: string) => join(folder, form)
  try {
    for (const form of Object.keys(forms)) run([], form, fileOf(form), "make")
    for (const settings of [[], ["--max-old-space-size=64", "--max-semi-space-size=4"]]) {
      say(settings.length === 0 ? "default flags" : `\n${settings.join(" ")}`)
      for (const form of Object.keys(forms)) run(settings, form, fileOf(form), "read")
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (step === "make") await make()
else if (step === "read") await measure()
else compare()
