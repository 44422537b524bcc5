import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import * as LinkField from "../../src/LinkField.ts"

const linksOf = (text: string) =>
  Result.getOrThrow(LinkField.parse(text)).map(({ params, rels, target }) => ({
    target,
    rels,
    params: Object.fromEntries(params)
  }))

const problemOf = (text: string): string => {
  const parsed = LinkField.parse(text)
  return Result.isFailure(parsed) ? parsed.failure : "no problem"
}

describe("LinkField.parse", () => {
  it("reads the links of GitHub's documents", () => {
    // "Using pagination in the REST API", docs.github.com.
    assert.deepStrictEqual(
      linksOf(
        '<https://api.github.com/repositories/1300192/issues?page=2>; rel="prev", ' +
          '<https://api.github.com/repositories/1300192/issues?page=4>; rel="next", ' +
          '<https://api.github.com/repositories/1300192/issues?page=515>; rel="last", ' +
          '<https://api.github.com/repositories/1300192/issues?page=1>; rel="first"'
      ).map(({ rels, target }) => [rels, target]),
      [
        [["prev"], "https://api.github.com/repositories/1300192/issues?page=2"],
        [["next"], "https://api.github.com/repositories/1300192/issues?page=4"],
        [["last"], "https://api.github.com/repositories/1300192/issues?page=515"],
        [["first"], "https://api.github.com/repositories/1300192/issues?page=1"]
      ]
    )
  })

  it("reads Expedia's unquoted time with colons and nanoseconds", () => {
    // "Content pagination", developers.expediagroup.com.
    assert.deepStrictEqual(
      linksOf(
        '<https://test.ean.com/v3/properties/content?token=AbC%3D%2C%3B9>; rel="next"; expires=2026-03-01T10:15:05.324083439Z'
      ),
      [
        {
          target: "https://test.ean.com/v3/properties/content?token=AbC%3D%2C%3B9",
          rels: ["next"],
          params: { rel: "next", expires: "2026-03-01T10:15:05.324083439Z" }
        }
      ]
    )
  })

  it("reads commas, semicolons and quotes inside of a target, and escapes inside of quotes", () => {
    assert.deepStrictEqual(linksOf('</a,b;c"d>;title="x, <y>; \\"z\\" \\\\";REL=next ; flag, <?p=2>;rel="Next LAST"'), [
      {
        target: '/a,b;c"d',
        rels: ["next"],
        params: { title: 'x, <y>; "z" \\', rel: "next", flag: "" }
      },
      { target: "?p=2", rels: ["next", "last"], params: { rel: "Next LAST" } }
    ])
  })

  it("takes the first of a parameter that comes twice, and skips empty members", () => {
    assert.deepStrictEqual(
      linksOf(' , <a>; rel=prev; rel="next";; ,, <b>;rel = "next" ,').map(({ rels }) => rels),
      [["prev"], ["next"]]
    )
    assert.deepStrictEqual(linksOf(""), [])
  })

  it("gives up on what is cut or garbled, in one line", () => {
    assert.strictEqual(
      problemOf("https://a.example/2; rel=next"),
      'the header Link can\'t be read: there is no "<" before the link at character 1'
    )
    for (const text of [
      "<https://a.example/2",
      '<a>; rel="next',
      '<a>; rel="next"x',
      '<a> rel="next"',
      '<a>; rel="next" <b>; rel="prev"',
      '<a>; rel="next\\'
    ]) {
      assert.match(problemOf(text), /^the header Link can't be read: .* at character \d+$/, text)
    }
    assert.match(problemOf("<".repeat(70_000)), /longer than/)
  })

  const piece = Schema.Literals([
    "<",
    ">",
    ";",
    ",",
    '"',
    "\\",
    "=",
    " ",
    "\t",
    "rel",
    "next",
    "/a?b=1",
    "é",
    "\0",
    "\n"
  ])

  it.effect.prop(
    "never throws on anything, and reads the same twice",
    [Schema.Array(piece)],
    ([pieces]) =>
      Effect.sync(() => {
        const text = pieces.join("")
        assert.deepStrictEqual(LinkField.parse(text), LinkField.parse(text))
      }),
    { arbitrary: { runs: 5000 }, timeout: 60_000 }
  )

  it.effect.prop(
    "never throws on any text",
    [Schema.String],
    ([text]) => Effect.sync(() => void LinkField.parse(text)),
    { arbitrary: { runs: 2000 }, timeout: 60_000 }
  )

  const safe = Schema.String.check(Schema.isPattern(/^[\w/?&=%.,;-]{0,20}$/))
  const Links = Schema.Array(
    Schema.Struct({ target: safe, rel: Schema.Literals(["next", "prev"]), title: Schema.String })
  )

  it.effect.prop("reads back every link that is written by the rules", [Links], ([links]) =>
    Effect.sync(() => {
      const text = links
        .map(({ rel, target, title }) => `<${target}>; rel=${rel}; title="${title.replaceAll(/[\\"]/g, "\\$&")}"`)
        .join(", ")
      assert.deepStrictEqual(
        linksOf(text).map(({ params, target }) => ({ target, rel: params["rel"], title: params["title"] })),
        links.map(({ rel, target, title }) => ({ target, rel, title }))
      )
    })
  )

  it("reads the worst of texts in time that grows with their length", () => {
    for (const worst of ["<", "<a>;", '<a>;x="', '<a>;x="\\"', "<a>; rel=next, ", ", ", "<a>; ;;", "\t"]) {
      const text = worst.repeat(Math.floor(65_000 / worst.length))
      const before = process.cpuUsage()
      LinkField.parse(text)
      const { system, user } = process.cpuUsage(before)
      assert.isBelow((user + system) / 1000, 500, worst)
    }
  })
})
