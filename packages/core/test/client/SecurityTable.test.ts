import { assert, describe, layer } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClientRequest } from "effect/http"
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib"
import type { Kind } from "../../src/client/ClientFailure.ts"
import type * as Limits from "../../src/client/Limits.ts"
import { ask, kindOf, transports } from "./Transports.ts"
import { type Answer, Scripted, chunked, head, layerScripted, page, untilClose } from "./WireServer.ts"

/** What a server does to a request, and what the caller gets of it. */
interface Vector {
  readonly name: string
  readonly answer: Buffer | Answer
  readonly outcome: Kind | { readonly text: string }
  readonly limits?: Limits.Options
  readonly method?: "GET" | "HEAD" | "POST"
}

const text = '{"results":[{"id":1,"hotel":"Hôtel Zürich","price":"12.50"}]}'
const ok = { text }
const gzip = gzipSync(text)
const deflate = deflateSync(text)
const raw = deflateRawSync(text)
const brotli = brotliCompressSync(text)
const coded = [
  ["gzip", gzip],
  ["deflate", deflate],
  ["deflate", raw],
  ["br", brotli]
] as const
const coding = (...names: ReadonlyArray<string>) => names.map((name) => `Content-Encoding: ${name}`)
const bytes = (...values: ReadonlyArray<number>) => Buffer.from([0x22, ...values, 0x22])
const many = (count: number, size: number) =>
  Array.from({ length: count }, (_, n) => `x${n.toString(36)}: ${"v".repeat(size)}`)

const codings: ReadonlyArray<Vector> = [
  { name: "no coding", answer: page(text), outcome: ok },
  { name: "identity", answer: page(text, coding("identity")), outcome: ok },
  { name: "gzip", answer: page(gzip, coding("gzip")), outcome: ok },
  { name: "GZIP", answer: page(gzip, coding("GZIP")), outcome: ok },
  { name: "x-gzip", answer: page(gzip, coding("x-gzip")), outcome: ok },
  { name: "deflate in zlib format", answer: page(deflate, coding("deflate")), outcome: ok },
  { name: "raw deflate", answer: page(raw, coding("deflate")), outcome: ok },
  { name: "raw deflate in chunks of one byte", answer: chunked(raw, coding("deflate"), 1), outcome: ok },
  { name: "br in chunks of one byte", answer: chunked(brotli, coding("br"), 1), outcome: ok },
  {
    name: "gzip of two members",
    answer: page(Buffer.concat([gzipSync("[1,"), gzipSync("2]")]), coding("gzip")),
    outcome: { text: "[1,2]" }
  },
  { name: "gzip twice in one header", answer: page(gzipSync(gzip), coding("gzip, gzip")), outcome: "Encoding" },
  { name: "gzip twice in two headers", answer: page(gzipSync(gzip), coding("gzip", "gzip")), outcome: "Encoding" },
  {
    name: "six layers",
    answer: page(
      [1, 2, 3, 4, 5, 6].reduce((inner) => gzipSync(inner), Buffer.from(text)),
      coding("gzip, gzip, gzip, gzip, gzip, gzip")
    ),
    outcome: "Encoding"
  },
  { name: "an unknown coding", answer: page(text, coding("sdch")), outcome: "Encoding" },
  { name: "a coding that was not asked for", answer: page(text, coding("zstd")), outcome: "Encoding" },
  { name: "plain text called gzip", answer: page(text, coding("gzip")), outcome: "Encoding" },
  { name: "plain text called br", answer: page(text, coding("br")), outcome: "Encoding" },
  { name: "gzip called br", answer: page(gzip, coding("br")), outcome: "Encoding" },
  { name: "zlib called gzip", answer: page(deflate, coding("gzip")), outcome: "Encoding" },
  { name: "gzip called nothing", answer: page(gzip), outcome: "Encoding" },
  {
    name: "a transfer coding",
    answer: Buffer.concat([
      head(["Transfer-Encoding: gzip, chunked"]),
      chunked(gzip).subarray(head(["Transfer-Encoding: chunked"]).length)
    ]),
    outcome: "Encoding"
  },
  { name: "gzip of no bytes", answer: page("", coding("gzip")), outcome: "Incomplete" },
  ...coded.flatMap(([name, body]): ReadonlyArray<Vector> => [
    {
      name: `${name} cut by a byte, its length stated`,
      answer: page(body.subarray(0, -1), coding(name)),
      outcome: "Incomplete"
    },
    {
      name: `${name} cut in half, its length stated`,
      answer: page(body.subarray(0, body.length / 2), coding(name)),
      outcome: "Incomplete"
    },
    {
      name: `${name} and something behind it`,
      answer: page(Buffer.concat([body, Buffer.from("{}")]), coding(name)),
      outcome: "Encoding"
    },
    {
      name: `${name} and zeros behind it`,
      answer: page(Buffer.concat([body, Buffer.alloc(8)]), coding(name)),
      outcome: "Encoding"
    },
    {
      name: `${name} and something behind it, later`,
      answer: chunked(Buffer.concat([body, Buffer.from("{}")]), coding(name), body.length),
      outcome: "Encoding"
    },
    { name: `${name} that the connection ends`, answer: close(untilClose(body, coding(name))), outcome: ok }
  ]),
  {
    name: "gzip of two members that the connection ends",
    answer: close(untilClose(Buffer.concat([gzip, gzip]), coding("gzip"))),
    outcome: "Incomplete"
  },
  { name: "a body that the connection ends", answer: close(untilClose(text)), outcome: "Incomplete" }
]

const sizes: ReadonlyArray<Vector> = [
  { name: "a page of 3 MB", answer: page("Zürich ".repeat(400_000)), outcome: { text: "Zürich ".repeat(400_000) } },
  {
    name: "gzip of blanks, 1000:1, below 1 MiB",
    answer: page(gzipSync(" ".repeat(1_000_000)), coding("gzip")),
    outcome: { text: " ".repeat(1_000_000) }
  },
  {
    name: "gzip bomb, 1000:1",
    answer: page(gzipSync(Buffer.alloc(64 * 1024 * 1024)), coding("gzip")),
    outcome: "Bomb"
  },
  {
    name: "deflate bomb, 1000:1",
    answer: page(deflateSync(Buffer.alloc(16 * 1024 * 1024)), coding("deflate")),
    outcome: "Bomb"
  },
  {
    name: "more inflated bytes than allowed",
    answer: page(gzipSync("ab".repeat(40_000)), coding("gzip")),
    limits: { decodedBytes: 65_536 },
    outcome: "TooLarge"
  },
  { name: "a stated length beyond the limit", answer: head(["Content-Length: 40000000"]), outcome: "TooLarge" },
  {
    name: "more bytes than allowed, in chunks",
    answer: chunked(Buffer.alloc(70_000, "a")),
    limits: { wireBytes: 65_536 },
    outcome: "TooLarge"
  },
  {
    name: "a body without end",
    answer: (socket) => {
      socket.write(head(["Transfer-Encoding: chunked"]))
      const more = () => {
        if (!socket.destroyed && socket.write(`10000\r\n${"a".repeat(65_536)}\r\n`)) setImmediate(more)
      }
      socket.on("drain", more)
      more()
    },
    limits: { wireBytes: 1_000_000 },
    outcome: "TooLarge"
  },
  { name: "a header of 20 KB", answer: page(text, many(1, 20_000)), outcome: ok },
  { name: "a header of 64 KB", answer: page(text, many(1, 65_536)), outcome: "HeaderTooLarge" },
  { name: "10,000 headers", answer: page(text, many(10_000, 8)), outcome: "HeaderTooLarge" },
  { name: "3,000 headers of a few bytes", answer: page(text, many(3000, 0)), outcome: "HeaderTooLarge" },
  {
    name: "headers within a limit that is raised",
    answer: page(text, many(1, 65_536)),
    limits: { headerBytes: 100_000 },
    outcome: ok
  }
]

const framing: ReadonlyArray<Vector> = [
  {
    name: "two lengths that differ",
    answer: Buffer.concat([head(["Content-Length: 5", "Content-Length: 6"]), Buffer.from("[1,2]]")]),
    outcome: "Incomplete"
  },
  { name: "a length and chunks", answer: chunked(Buffer.from(text), ["Content-Length: 5"]), outcome: "Incomplete" },
  {
    name: "a negative length",
    answer: Buffer.concat([head(["Content-Length: -5"]), Buffer.from(text)]),
    outcome: "Incomplete"
  },
  {
    name: "a length in hexadecimal",
    answer: Buffer.concat([head(["Content-Length: 0x10"]), Buffer.from(text)]),
    outcome: "Incomplete"
  },
  {
    name: "a chunk size that is none",
    answer: Buffer.concat([head(["Transfer-Encoding: chunked"]), Buffer.from("zz\r\nabc\r\n0\r\n\r\n")]),
    outcome: "Incomplete"
  },
  {
    name: "a negative chunk size",
    answer: Buffer.concat([head(["Transfer-Encoding: chunked"]), Buffer.from("-3\r\nabc\r\n0\r\n\r\n")]),
    outcome: "Incomplete"
  },
  { name: "no HTTP", answer: close(Buffer.from("SSH-2.0-OpenSSH_9.2\r\n\r\n")), outcome: "Incomplete" },
  { name: "a line break in a header", answer: page(text, ["X-A: 1\rX-B: 2"]), outcome: "Incomplete" },
  {
    name: "another protocol that nobody asked for",
    answer: Buffer.concat([
      head(["Connection: upgrade", "Upgrade: other"], "101 Switching Protocols"),
      Buffer.from(text)
    ]),
    outcome: "Reset"
  },
  {
    name: "early hints first",
    answer: Buffer.concat([
      head(["Link: </a>; rel=preload"], "103 Early Hints"),
      head([], "102 Processing"),
      page(text)
    ]),
    outcome: ok
  },
  {
    name: "one byte at a time",
    answer: (socket) => {
      const rest = [...page(text)]
      const next = () => {
        const byte = rest.shift()
        if (byte !== undefined) socket.write(Buffer.from([byte]), () => setImmediate(next))
      }
      next()
    },
    outcome: ok
  },
  { name: "chunks of one byte", answer: chunked(Buffer.from(text), [], 1), outcome: ok },
  {
    name: "no content, whatever its headers say",
    answer: head(["Content-Encoding: gzip"], "204 No Content"),
    outcome: { text: "" }
  },
  {
    name: "not modified, with the length of the page",
    answer: head(["Content-Length: 1000"], "304 Not Modified"),
    outcome: { text: "" }
  },
  {
    name: "the head alone, with the length of the page",
    answer: head(["Content-Length: 1000", "Content-Encoding: gzip"]),
    method: "HEAD",
    outcome: { text: "" }
  }
]

const characters: ReadonlyArray<Vector> = [
  {
    name: "a byte order mark",
    answer: page(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])),
    outcome: ok
  },
  { name: "a stray continuation byte", answer: page(bytes(0x80)), outcome: "Encoding" },
  { name: "Latin-1", answer: page(Buffer.from("Zürich", "latin1")), outcome: "Encoding" },
  { name: "an overlong slash", answer: page(bytes(0xc0, 0xaf)), outcome: "Encoding" },
  { name: "a lone surrogate", answer: page(bytes(0xed, 0xa0, 0x80)), outcome: "Encoding" },
  {
    name: "a pair of surrogates, as CESU-8 has it",
    answer: page(bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80)),
    outcome: "Encoding"
  },
  { name: "a character beyond U+10FFFF", answer: page(bytes(0xf4, 0x90, 0x80, 0x80)), outcome: "Encoding" },
  { name: "half a character at the end", answer: page(Buffer.from("€").subarray(0, 2)), outcome: "Encoding" },
  {
    name: "UTF-16",
    answer: page(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])),
    outcome: "Encoding"
  }
]

function close(answer: Buffer): Answer {
  return (socket) => socket.end(answer)
}

const secret = "canary-7f3a"

const request = (url: string, method: Vector["method"] = "GET") =>
  HttpClientRequest.make(method)(url).pipe(
    HttpClientRequest.setHeaders({ authorization: `Bearer ${secret}`, apikey: secret }),
    method === "POST" ? HttpClientRequest.bodyText(`<password>${secret}</password>`, "text/xml") : (request) => request
  )

const header = (name: string, value: string) => (origin: string) =>
  HttpClientRequest.get(`${origin}/0`).pipe(HttpClientRequest.setHeader(name, value))
const url = (suffix: string) => (origin: string) => HttpClientRequest.get(`${origin}${suffix}`)

const to = ({ foreign }: { foreign: number }) => `http://127.0.0.1:${foreign}/x`

const tables = [
  { title: "codings", table: codings },
  { title: "sizes", table: sizes },
  { title: "framing", table: framing },
  { title: "characters", table: characters }
]

for (const [transport, make] of transports) {
  layer(layerScripted, { excludeTestServices: true })(`over ${transport},`, (it) => {
    for (const { table, title } of tables) {
      // oxlint-disable-next-line vitest/valid-title -- it is a string, out of a table
      describe(title, () => {
        for (const { answer, limits, method, name, outcome } of table) {
          it.effect(`gives ${typeof outcome === "string" ? outcome : "the text"} for ${name}`, () =>
            Effect.gen(function* () {
              const { on } = yield* Scripted
              const url = on(typeof answer === "function" ? answer : (socket) => socket.write(answer))

              const got = yield* kindOf(ask(request(url, method))).pipe(Effect.provide(make(limits)))

              assert.deepStrictEqual(got, outcome)
            })
          )
        }
      })
    }

    describe("redirects", () => {
      const redirected = (
        name: string,
        outcome: Kind | { readonly text: string },
        go: (options: { here: string; port: number; foreign: number; next: string; last: string }) => string,
        options: { status?: number; method?: Vector["method"]; limits?: Limits.Options } = {}
      ) =>
        it.effect(`gives ${typeof outcome === "string" ? outcome : "the page"} for ${name}`, () =>
          Effect.gen(function* () {
            const { foreign, on, server } = yield* Scripted
            const before = foreign.connections()
            const last = on((socket) => socket.write(page(text)))
            const next = on((socket) => socket.write(page("", [`Location: ${last}`], "302 Found")))
            const location = go({ here: server.origin, port: server.port, foreign: foreign.port, next, last })
            const url = on((socket) =>
              socket.write(page("", location === "" ? [] : [`Location: ${location}`], `${options.status ?? 302} Go`))
            )
            const asked = server.asked.length

            const got = yield* kindOf(ask(request(url, options.method))).pipe(Effect.provide(make(options.limits)))

            assert.deepStrictEqual(got, outcome)
            assert.strictEqual(foreign.connections(), before)
            if (typeof outcome === "string") return
            const sent = server.asked.slice(asked)
            const methods = sent.map(({ body, method }) => [method, body])
            assert.deepStrictEqual(
              methods,
              methods.map(() => methods[0])
            )
            assert.isTrue(sent.every(({ head }) => head.toLowerCase().includes(`authorization: bearer ${secret}`)))
          })
        )

      for (const status of [301, 302, 303, 307, 308]) {
        redirected(`GET, ${status}, to another port`, "RedirectRefused", to, { status })
        redirected(`POST, ${status}, to another port`, "RedirectRefused", to, { status, method: "POST" })
        redirected(`GET, ${status}, within the origin`, ok, ({ last }) => last, { status })
        redirected(`HEAD, ${status}, within the origin`, { text: "" }, ({ last }) => last, { status, method: "HEAD" })
        redirected(`POST, ${status}, within the origin`, status > 306 ? ok : "RedirectRefused", ({ last }) => last, {
          status,
          method: "POST"
        })
      }
      redirected("another host", "RedirectRefused", ({ port }) => `http://localhost:${port}/x`)
      redirected("another scheme", "RedirectRefused", ({ port }) => `https://127.0.0.1:${port}/x`)
      redirected("a host without a scheme", "RedirectRefused", ({ foreign }) => `//127.0.0.1:${foreign}/x`)
      redirected("backslashes", "RedirectRefused", ({ foreign }) => `\\\\127.0.0.1:${foreign}\\x`)
      redirected("a slash and a backslash", "RedirectRefused", ({ foreign }) => `/\\127.0.0.1:${foreign}/x`)
      redirected("a tab in the scheme", "RedirectRefused", ({ foreign }) => `ht\ttp://127.0.0.1:${foreign}/x`)
      redirected(
        "a user name that looks like the host",
        "RedirectRefused",
        ({ foreign, port }) => `http://127.0.0.1:${port}@127.0.0.1:${foreign}/x`
      )
      redirected("a user name and a password", "RedirectRefused", ({ port }) => `http://u:p@127.0.0.1:${port}/x`)
      redirected("the metadata service of a cloud", "RedirectRefused", () => "http://169.254.169.254/latest/meta-data/")
      redirected("a file", "RedirectRefused", () => "file:///etc/passwd")
      redirected("data", "RedirectRefused", () => "data:application/json,[]")
      redirected("a script", "RedirectRefused", () => "javascript:alert(1)")
      redirected("no place", "RedirectRefused", () => "")
      redirected("several choices", "RedirectRefused", ({ last }) => last, { status: 300 })
      redirected("a proxy", "RedirectRefused", ({ last }) => last, { status: 305 })
      redirected("a path", ok, ({ here, last }) => last.slice(here.length))
      redirected("two hops", ok, ({ next }) => next)
      redirected("two hops where one is allowed", "RedirectLimit", ({ next }) => next, { limits: { redirects: 1 } })

      it.effect("gives RedirectLimit for a loop", () =>
        Effect.gen(function* () {
          const { on, server } = yield* Scripted
          const url = on((socket, { path }) => socket.write(page("", [`Location: ${path}`], "307 Go")))
          const before = server.asked.length

          const got = yield* kindOf(ask(request(url, "POST"))).pipe(Effect.provide(make()))

          assert.strictEqual(got, "RedirectLimit")
          assert.strictEqual(server.asked.length - before, 4)
        })
      )

      it.effect("gives RedirectRefused for another origin behind two hops of the own", () =>
        Effect.gen(function* () {
          const { foreign, on } = yield* Scripted
          const away = on((socket) => socket.write(page("", [`Location: ${foreign.origin}/x`], "302 Go")))
          const url = on((socket) => socket.write(page("", [`Location: ${away}`], "302 Go")))
          const before = foreign.connections()

          const got = yield* kindOf(ask(request(url))).pipe(Effect.provide(make()))

          assert.strictEqual(got, "RedirectRefused")
          assert.strictEqual(foreign.connections(), before)
        })
      )
    })

    describe("requests", () => {
      const refused = (
        name: string,
        kind: Kind,
        make_: (origin: string) => HttpClientRequest.HttpClientRequest,
        options?: Limits.Options
      ) =>
        it.effect(`gives ${kind} for ${name} and sends nothing`, () =>
          Effect.gen(function* () {
            const { server } = yield* Scripted
            const before = server.connections()

            const got = yield* kindOf(ask(make_(server.origin))).pipe(Effect.provide(make(options)))

            assert.strictEqual(got, kind)
            assert.strictEqual(server.connections(), before)
          })
        )
      refused("CR LF in a header", "HeaderInvalid", header("x-cursor", "a\r\nx-admin: 1"))
      refused("LF in a header", "HeaderInvalid", header("x-cursor", "a\nb"))
      refused("CR in a header", "HeaderInvalid", header("x-cursor", "a\rb"))
      refused("NUL in a header", "HeaderInvalid", header("x-cursor", "a\0b"))
      refused("DEL in a header", "HeaderInvalid", header("x-cursor", "a\u007fb"))
      refused("a character that Node would cut to LF", "HeaderInvalid", header("x-cursor", "a\u010ab"))
      refused("a line break in a header's name", "HeaderInvalid", header("x-a\r\nx-b", "1"))
      refused("a blank in a header's name", "HeaderInvalid", header("x a", "1"))
      refused("no name for a header", "HeaderInvalid", header("", "1"))
      refused("CR LF in a URL", "HeaderInvalid", url("/a HTTP/1.1\r\nX-Admin: 1"))
      refused("a tab in a URL", "HeaderInvalid", url("/a\tb"))
      refused("NUL in a URL", "HeaderInvalid", url("/a\0b"))
      refused("no URL", "HeaderInvalid", () => HttpClientRequest.get("/relative"))
      refused("a user name in a URL", "OriginRefused", (origin) =>
        HttpClientRequest.get(origin.replace("//", "//user:pw@"))
      )
      refused("a file", "OriginRefused", () => HttpClientRequest.get("file:///etc/passwd"))
      refused("an origin that is not listed", "OriginRefused", url("/0"), { origins: ["https://api.example"] })

      it.effect("sends a line break in a parameter percent-encoded", () =>
        Effect.gen(function* () {
          const { on, server } = yield* Scripted
          const url = on((socket) => socket.write(page(text)))

          yield* ask(HttpClientRequest.get(url, { urlParams: { cursor: "a\r\nX-Admin: 1" } })).pipe(
            Effect.provide(make())
          )

          const asked = server.asked.at(-1)
          assert.include(asked?.path, "cursor=a%0D%0AX-Admin%3A+1")
          assert.notInclude(asked?.head.toLowerCase(), "\r\nx-admin")
        })
      )
    })
  })
}
