import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { stringify } from "yaml"
import * as ManifestText from "../src/ManifestText.ts"
import { changed, harbour, malformed } from "./BrokenManifests.ts"

const problemsOf = (file: string, text: string): ReadonlyArray<string> =>
  Result.match(ManifestText.parse(file, text), { onSuccess: () => [], onFailure: ({ problems }) => problems })

const row = (name: string, of: string): string =>
  `${name}: &${name} [${Array.from({ length: 10 }, () => of).join(",")}]\n`

const yamlOf = (more: string): string => `${stringify(harbour)}${more}`

const mistold: ReadonlyArray<readonly [what: string, text: string, lines: ReadonlyArray<string>]> = [
  ["nothing", " \n", ["it is empty"]],
  ["a tab before a key", "name: a\nstreams:\n\trooms: 1\n", ["line 3, column 1: Tabs are not allowed as indentation"]],
  [
    "a colon in a text without quotes",
    "description: rooms: all\n",
    ["line 1, column 14: Nested mappings are not allowed in compact mappings"]
  ],
  ["quotes that don't end", 'name: "a\n', ["line 2, column 1: a text in quotes does not end"]],
  [
    "a key that stands twice",
    "name: a\nversion: '1'\nname: b\n",
    ['line 3, column 1: the key "name" stands twice in one object']
  ],
  [
    "such a key that would turn the line around",
    "a\u202eb: 1\na\u202eb: 2\n",
    ['line 2, column 1: the key "a\\u202eb" stands twice in one object']
  ],
  [
    "a version that loses its zero",
    "version: 1.10\n",
    ["line 1, column 10: 1.10 would be read as 1.1; put a text in quotes, and write a number the short way"]
  ],
  [
    "an id that loses its zeros",
    "values: [007]\n",
    ["line 1, column 10: 007 would be read as 7; put a text in quotes, and write a number the short way"]
  ],
  [
    "an octal number",
    "values: [0o17]\n",
    ["line 1, column 10: 0o17 would be read as 15; put a text in quotes, and write a number the short way"]
  ],
  [
    "a number that no number holds",
    "values: [9007199254740993]\n",
    [
      "line 1, column 10: 9007199254740993 would be read as 9007199254740992; put a text in quotes, and write a number the short way"
    ]
  ],
  [
    "infinity",
    "values: [.inf]\n",
    ["line 1, column 10: .inf would be read as no number; put a text in quotes, and write a number the short way"]
  ],
  [
    "a value that was forgotten",
    "name:\nversion: '1'\n",
    ["line 1, column 6: nothing stands here; write null where that is meant"]
  ],
  ["a colon without its space", "query: {a:1}\n", ["line 1, column 9: nothing stands behind this key"]],
  ["a tag", "version: !!str 1.10\n", ["line 1, column 16: tags are not read; put a text in quotes"]],
  ["a binary tag", "name: !!binary aGk=\n", ["line 1, column 16: tags are not read; put a text in quotes"]],
  [
    "a merge key",
    "a: &a {b: 1}\nc: {<<: *a}\n",
    ["line 2, column 5: merge keys (<<) are not read; write the members out"]
  ],
  ["a list as a key", "[a]: 1\n", ["line 1, column 1: a key has to be a text"]],
  ["an alias of nothing", "a: *b\n", ["line 1, column 4: there is no &b before *b"]],
  ["an alias inside of itself", "a: &a [*a]\n", ["line 1, column 8: *a stands inside of what it stands for"]],
  ["two documents", "name: a\n---\nname: b\n", ["line 2, column 1: a second document begins here; a manifest is one"]],
  [
    "an older YAML, in which no is false",
    "%YAML 1.1\n---\na: no\n",
    ["line 1, column 1: a manifest is YAML 1.2, not 1.1"]
  ],
  [
    "several at once",
    "a: 1.0\nb: 0x1F\n",
    ["line 1, column 4: 1.0", "line 2, column 4: 0x1F"].map(
      (at, index) => `${at} would be read as ${[1, 31][index]}; put a text in quotes, and write a number the short way`
    )
  ]
]

describe("ManifestText.parse", () => {
  it("reads JSON and YAML, by the extension or by the first character, as the same manifest", () => {
    const json = JSON.stringify(harbour)
    const yaml = stringify(harbour)

    for (const [file, text] of [
      ["m.json", json],
      ["m.yaml", yaml],
      ["m.YML", yaml],
      ["m", json],
      ["m.txt", yaml],
      ["m.json", `\uFEFF${json}`]
    ] as const) {
      assert.deepStrictEqual(Result.getOrThrow(ManifestText.parse(file, text)), harbour)
    }
  })

  it("keeps dates, times, no, yes, on and codes with zeros in quotes as texts", () => {
    const text = yamlOf(
      'description: no\nrequest: {query: {a: 2023-06-06, b: yes, c: on, d: 12:30:45, e: "007", f: 1_000, g: "1.10"}}\n'
    )
    const manifest = Result.getOrThrow(ManifestText.parse("m.yaml", text))

    assert.strictEqual(manifest.description, "no")
    assert.deepStrictEqual(manifest.request?.query, {
      a: "2023-06-06",
      b: "yes",
      c: "on",
      d: "12:30:45",
      e: "007",
      f: "1_000",
      g: "1.10"
    })
  })

  it("reads anchors, and texts over several lines", () => {
    const text = yamlOf(
      "description: >-\n  rooms\n  and stays\nerrors:\n  - &gone {status: 410, means: cursorExpired}\n  - *gone\n"
    )
    const manifest = Result.getOrThrow(ManifestText.parse("m.yaml", text))

    assert.strictEqual(manifest.description, "rooms and stays")
    assert.deepStrictEqual(
      manifest.errors,
      [410, 410].map((status) => ({ status, means: "cursorExpired" as const }))
    )
  })

  it("refuses aliases that stand for too much", () => {
    const bomb = row("a", "1") + row("b", "*a") + row("c", "*b") + row("d", "*c") + row("e", "*d") + row("f", "*e")

    assert.deepStrictEqual(problemsOf("m.yaml", bomb), ["m.yaml: its aliases stand for too much"])
  })

  it("refuses what is nested deeper than anybody writes", () => {
    const problems = [
      problemsOf("m.json", "[".repeat(200_000)),
      problemsOf("m.json", `${"[".repeat(20_000)}${"]".repeat(20_000)}`)
    ]

    for (const [problem, ...others] of problems) {
      assert.match(problem ?? "", /^m\.json: (line 1, column \d+: )?(it is nested too deeply|not JSON)/u)
      assert.deepStrictEqual(others, [])
    }
  })

  it.each([
    ["a comma too many", '{"name": "a",}', "m.json: not JSON at line 1, column 14"],
    ["half a file", '{\n  "name":', "m.json: not JSON: it ends at line 2, unfinished"],
    [
      "a key twice",
      '{\n\t"name": "a",\n\t"name": "b"\n}',
      'm.json: line 3, column 2: the key "name" stands twice in one object'
    ],
    [
      "a number that is another",
      '{"version": 1.10}',
      "m.json: line 1, column 13: 1.10 would be read as 1.1; put a text in quotes, and write a number the short way"
    ],
    ["a secret where JSON ends", '{"token":s3cret}', "m.json: not JSON"]
  ])("says where JSON is wrong: %s", (_, text, line) => {
    const [problem = "", ...others] = problemsOf("m.json", text)

    assert.isTrue(problem === line || (line === "m.json: not JSON" && problem.startsWith(line)), problem)
    assert.notInclude(problem, "s3cret")
    assert.deepStrictEqual(others, [])
  })

  it.each(mistold)("says where YAML would become something else: %s", (_, text, lines) => {
    assert.deepStrictEqual(
      problemsOf("m.yaml", text),
      lines.map((line) => `m.yaml: ${line}`)
    )
  })

  it.each(malformed)("tells %s in one line", (_, changes, line) => {
    assert.deepStrictEqual(problemsOf("m.json", JSON.stringify(changed(changes))), [`m.json: ${line}`])
  })

  it("tells all problems at once", () => {
    const text = JSON.stringify(changed({ "/name": 5, "/spacing": "soon", "/streams/rooms/records": {} }))

    assert.deepStrictEqual(problemsOf("m.json", text), [
      "m.json: name: Expected a name of the form [a-z][a-z0-9_]*",
      'm.json: spacing: Expected a length of time such as "7 days" or "200 millis"',
      'm.json: streams.rooms.records.at: Missing; expected a JSON pointer such as "/data/items"'
    ])
  })
})
