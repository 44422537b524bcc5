/** Manifests as authors write them: the first line is the file's name, the rest its text. */
import { Credentials } from "@innlet/core/credentials"
import { Effect, Result } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import * as GenericConnector from "../../../packages/connector-generic/src/GenericConnector.ts"
import * as ManifestCheck from "../../../packages/connector-generic/src/ManifestCheck.ts"
import * as ManifestText from "../../../packages/connector-generic/src/ManifestText.ts"
import { hostaway } from "../../../packages/connector-generic/src/presets/Hostaway.ts"
import { holds, same, type Target } from "../Target.ts"

const http = HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response())))

const small = {
  name: "small",
  version: "1",
  baseUrl: "https://api.example.test",
  parameters: { property: { values: ["a", "b"], default: "a" } },
  auth: { type: "header", header: "x-key", token: "key" },
  streams: {
    hotels: {
      request: { path: ["hotels", { parameter: "property" }] },
      pagination: { type: "token", next: "/next", token: { query: "page" } },
      records: { at: "/data" },
      fields: { id: { type: "id" }, price: { type: "decimal", from: "/rate/price", optional: true } },
      key: ["id"]
    }
  }
}

const seeds: readonly [string, ...ReadonlyArray<string>] = [
  `m.json\n${JSON.stringify(small)}`,
  `m.yaml\n${ManifestText.toYaml(small)}`,
  `m.yaml\n${ManifestText.toYaml(hostaway)}`
]

const moving = /[\p{Cc}\p{Cf}\u2028\u2029]/u

const make = (parse: typeof ManifestText.parse): Target => ({
  name: "manifest",
  what: "manifests, JSON and YAML, and their check",
  form: "lines",
  sources: [
    "connector-generic/src/Manifest",
    "connector-generic/src/check/",
    "connector-generic/src/JsonNames.ts",
    "fuzz/targets/Manifest.ts"
  ],
  seeds: [
    ...seeds,
    "m\n{}",
    "m.yml\na: &a [*a]",
    "m.yaml\n<<: {a: 1}",
    "m.yaml\n!!js/function 'x'",
    'm.json\n{"name":1,"name":2}'
  ],
  words: [
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "? ",
    "- ",
    "|\n  ",
    ">-\n",
    "{",
    "[",
    ": ",
    "null",
    "~",
    "0x10",
    "1e3",
    "2026-01-01",
    '"__proto__": ',
    "%YAML 1.1\n---\n",
    "---\n",
    "...\n",
    "#",
    "\t",
    '"type": "offset"',
    '"timeWindow"'
  ],
  maxLength: 3000,
  weight: 0.3,
  run: (input) => {
    const [file = "", ...rest] = input.split("\n")
    const text = rest.join("\n")
    const parsed = parse(file, text)
    if (Result.isFailure(parsed)) {
      const { problems } = parsed.failure
      holds(problems.length > 0, "refused without a word")
      for (const problem of problems) {
        holds(
          (problem.startsWith(`${file}: `) || moving.test(file)) && !moving.test(problem),
          `no line of the file: ${problem.slice(0, 200)}`
        )
      }
      return `refused: ${problems.length} ${/line \d/.test(problems[0]!) ? "of syntax" : ""}`
    }
    const yaml = ManifestText.toYaml(parsed.success)
    const again = parse("again.yaml", yaml)
    same(Result.isSuccess(again) ? again.success : again.failure.problems, parsed.success, "written and read again")
    const checked = ManifestCheck.check(parsed.success)
    const made = Effect.runSync(
      Effect.result(
        GenericConnector.make(parsed.success, { credentials: Credentials.none }).pipe(
          Effect.provideService(HttpClient.HttpClient, http)
        )
      )
    )
    if (Result.isFailure(checked)) {
      holds(
        checked.failure.problems.every((problem) => problem !== "" && !problem.includes("\n")),
        "a problem is no line"
      )
      holds(Result.isFailure(made), "a manifest with problems becomes a connector")
      return "has problems"
    }
    return Result.isSuccess(made) ? "a connector" : `no connector: ${made.failure._tag}`
  }
})

export const target = make(ManifestText.parse)

/** Repeats the text around a mistake in JSON. */
export const planted = make((file, text) => {
  const parsed = ManifestText.parse(file, text)
  return Result.isFailure(parsed) && file.endsWith("json") && /[^\S ]/.test(text)
    ? Result.mapError(parsed, (error) => Object.assign(error, { problems: [`${file}: near ${text.slice(0, 40)}\n`] }))
    : parsed
})
