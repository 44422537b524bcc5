// Reading one long XML document: 250,000 hotels, about 94 MB, over a real socket from a process of its own.
// `xml.ts [hotels] [path of a folder that has fast-xml-parser]`: MB/s, CPU seconds and peak RSS of every way to read it,
// with default flags and with a small heap, each in a process of its own.
import { spawn, spawnSync } from "node:child_process"
import { createServer, get, type IncomingMessage } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { XmlItems, XmlReader, XmlText } from "@innlet/core/xml"
import { Result } from "effect"

const [, , first = "250000", second = "", url = "", flags = ""] = process.argv
const say = (line: string) => process.stdout.write(`${line}\n`)

const hotelAt = (i: number): string => {
  const code = String(i).padStart(8, "0")
  return (
    `<Hotel><Code>${code}</Code><Name>H&#244;tel &amp; Spa ${code}</Name><Category>4EST</Category>` +
    `<Address><Street>Calle del Mar ${i % 500}</Street><City>Palma</City><Country code="ES">Spain</Country></Address>` +
    `<Position latitude="39.${code}" longitude="2.${code}"/>` +
    `<Phones><Phone>+34 971 ${code}</Phone><Phone>+34 972 ${code}</Phone></Phones><Updated>2026-03-01</Updated></Hotel>\n`
  )
}

/** The document, in pieces of about 64 KB. */
function* documentOf(hotels: number): Generator<string> {
  let piece = '<?xml version="1.0" encoding="utf-8"?>\n<HotelListRS><Hotels>\n'
  for (let i = 0; i < hotels; i++) {
    piece += hotelAt(i)
    if (piece.length < 65_536) continue
    yield piece
    piece = ""
  }
  yield `${piece}</Hotels><ContinuationToken expectedRange="1000">1!12!bW9ja19TVVBQ</ContinuationToken></HotelListRS>`
}

const serve = () => {
  const server = createServer((_, response) => {
    const pieces = documentOf(Number(first))
    response.writeHead(200, { "content-type": "text/xml; charset=utf-8" })
    const send = () => {
      for (;;) {
        const { done, value } = pieces.next()
        if (done === true) return response.end()
        if (!response.write(value)) return response.once("drain", send)
      }
    }
    send()
  })
  server.listen(0, "127.0.0.1", () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server's address is one
    say(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
}

/** Takes the body's bytes as they come and gives how many hotels there were at its end. */
interface Way {
  readonly write: (bytes: Buffer) => void
  readonly end: () => number | Promise<number>
}

const innlet = (): Way => {
  let hotels = 0
  const text = XmlText.make("text/xml; charset=utf-8")
  const items = XmlItems.make({
    items: [["HotelListRS", "Hotels", "Hotel"]],
    lists: ["Phone"],
    onItems: (batch) => {
      hotels += batch.length
    }
  })
  const reader = XmlReader.make(items)
  const read = (chunk: ReturnType<typeof text.write>) => {
    const failure = reader.write(Result.getOrThrow(chunk))
    if (failure !== undefined) throw failure
  }
  return {
    write: (bytes) => read(text.write(bytes)),
    end: () => {
      read(text.end())
      const failure = reader.end()
      if (failure !== undefined) throw failure
      if (items.result().count !== hotels) throw new Error("batches are missing")
      return hotels
    }
  }
}

/** Tokens and nothing made of them. */
const saxes = (): Way => {
  const { SaxesParser } = createRequire(join(import.meta.dirname, "../packages/core/package.json"))("saxes")
  const parser = new SaxesParser({ xmlns: false, position: false })
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let hotels = 0
  let characters = 0
  parser.on("opentag", ({ name }: { readonly name: string }) => {
    if (name === "Hotel") hotels++
  })
  parser.on("closetag", () => undefined)
  parser.on("text", (text: string) => {
    characters += text.length
  })
  return {
    write: (bytes) => parser.write(decoder.decode(bytes, { stream: true })),
    end: () => {
      parser.write(decoder.decode())
      parser.close()
      return characters > 0 ? hotels : 0
    }
  }
}

/** It takes a whole document, so the body is kept. */
const fastXmlParser = (): Way => {
  const { XMLParser } = createRequire(join(second, "package.json"))("fast-xml-parser")
  const chunks: Array<Buffer> = []
  return {
    write: (bytes) => chunks.push(bytes),
    end: () => {
      const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false })
      return parser.parse(Buffer.concat(chunks).toString("utf8")).HotelListRS.Hotels.Hotel.length
    }
  }
}

const ways: { readonly [name: string]: () => Way } = { innlet, saxes, "fast-xml-parser": fastXmlParser }

const read = async (way: Way): Promise<{ readonly hotels: number; readonly bytes: number }> => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, resolve).on("error", reject)
  })
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    way.write(chunk)
  }
  return { hotels: await way.end(), bytes }
}

const measure = async (name: string) => {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const { bytes, hotels } = await read(ways[name]!())
  const seconds = (performance.now() - begun) / 1000
  const { system, user } = process.cpuUsage(cpu)
  const megabytes = bytes / 1e6
  say(
    `${name.padEnd(16)} ${hotels} hotels, ${megabytes.toFixed(1)} MB, ${(megabytes / seconds).toFixed(1)} MB/s, ` +
      `${((user + system) / 1e6).toFixed(2)} s of CPU, peak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`
  )
}

const compare = async () => {
  const server = spawn(process.execPath, [import.meta.filename, first, "", "serve"], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const origin = await new Promise<string>((resolve) => {
    server.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()))
  })
  for (const settings of [[], ["--max-old-space-size=64", "--max-semi-space-size=4"]]) {
    say(settings.length === 0 ? "default flags" : `\n${settings.join(" ")}`)
    for (const name of Object.keys(ways)) {
      if (name === "fast-xml-parser" && second === "") continue
      const { status } = spawnSync(process.execPath, [...settings, import.meta.filename, first, second, origin, name], {
        stdio: ["ignore", "inherit", name === "fast-xml-parser" ? "ignore" : "inherit"]
      })
      if (status !== 0) say(`${name.padEnd(16)} failed`)
    }
  }
  server.kill()
}

if (url === "serve") serve()
else if (url === "") await compare()
else await measure(flags)
