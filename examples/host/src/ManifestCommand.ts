/**
 * `manifest check` and `manifest detect`: help for authors of manifests.
 *
 * @since 0.1.0
 */
import { PaginationDetector } from "@innlet/connector-generic"
import { NodeClient } from "@innlet/core/node"
import { Origin } from "@innlet/core/resilience"
import { Effect, FileSystem, Layer, Option, Redacted, Result } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { HttpClient, HttpClientRequest } from "effect/http"
import * as HostConfig from "./HostConfig.ts"
import { failed, type HostFailure, usage } from "./HostFailure.ts"
import * as ManifestFile from "./ManifestFile.ts"
import * as ManifestProposal from "./ManifestProposal.ts"
import * as ManifestReport from "./ManifestReport.ts"
import * as SampleFile from "./SampleFile.ts"
import { Screen } from "./Screen.ts"
import * as Secret from "./Secret.ts"

const check = Command.make(
  "check",
  { file: Argument.String("file").pipe(Argument.withDescription("The manifest, JSON or YAML")) },
  Effect.fnUntraced(function* ({ file }) {
    const screen = yield* Screen
    const manifest = yield* ManifestFile.load(file, file)
    yield* screen.result(`${yield* ManifestReport.toTable(manifest, file)}\n`)
  })
).pipe(Command.withDescription("Say what is wrong with a manifest, or how complete its streams can be"))

const detect = Command.make(
  "detect",
  {
    url: Flag.String("url").pipe(
      Flag.withDescription("What was asked, or is to be: https, or http to this machine"),
      Flag.withMetavar("URL")
    ),
    sample: Flag.String("sample").pipe(
      Flag.withDescription("A saved answer, such as `curl -i` writes it; without it, the URL is asked once"),
      Flag.withMetavar("FILE"),
      Flag.optional
    ),
    header: Flag.String("header").pipe(
      Flag.withDescription("A header to ask with, and the environment variable that holds its value"),
      Flag.withMetavar("NAME=VARIABLE"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* (input) {
    const screen = yield* Screen
    const url = yield* checkedUrl(input.url)
    const sample = Option.isSome(input.sample)
      ? SampleFile.parse(url.href, yield* read(input.sample.value))
      : yield* ask(url, Option.getOrUndefined(input.header))
    const proposals = PaginationDetector.detect(sample)
    if (Result.isFailure(proposals)) return yield* failed(proposals.failure)
    yield* screen.result(`${ManifestProposal.toYaml(sample, proposals.success)}\n`)
  })
).pipe(Command.withDescription("Propose a manifest by one answer of a provider"))

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make("manifest").pipe(
  Command.withDescription("Help with declaring a provider in a manifest"),
  Command.withSubcommands([check, detect])
)

const checkedUrl = (text: string): Effect.Effect<URL, HostFailure> => {
  if (!URL.canParse(text)) return usage("--url: Expected a URL such as https://api.example.com/v1/rooms?limit=100")
  const url = new URL(text)
  const origin = Origin.baseUrl(`${url.protocol}//${url.host}`)
  return Result.isFailure(origin) ? usage(`--url: ${origin.failure}`) : Effect.succeed(url)
}

const read = Effect.fnUntraced(function* (file: string): Effect.fn.Return<string, HostFailure, FileSystem.FileSystem> {
  const files = yield* FileSystem.FileSystem
  return yield* files
    .readFileString(file)
    .pipe(Effect.mapError(({ reason }) => usage(`${file}: ${HostConfig.unreadable(reason)}`)))
})

const ask = Effect.fnUntraced(
  function* (
    url: URL,
    header: string | undefined
  ): Effect.fn.Return<PaginationDetector.Sample, HostFailure, HttpClient.HttpClient> {
    const [, name, variable] = /^([\w-]+)=(\w+)$/u.exec(header ?? "") ?? []
    if (header !== undefined && (name === undefined || variable === undefined)) {
      return yield* usage(
        "--header: Expected NAME=VARIABLE, such as X-Api-Key=HARBOUR_KEY; the variable holds the value"
      )
    }
    const asked = HttpClientRequest.get(url).pipe(HttpClientRequest.acceptJson)
    const request =
      name === undefined || variable === undefined
        ? asked
        : HttpClientRequest.setHeader(asked, name, Redacted.value(yield* Secret.read(variable, "--header")))
    const client = yield* HttpClient.HttpClient
    return yield* Effect.gen(function* () {
      const response = yield* client.execute(request)
      return { url: url.href, status: response.status, headers: { ...response.headers }, text: yield* response.text }
    }).pipe(
      Effect.timeout("30 seconds"),
      Effect.mapError(() => failed(`${url.origin}: no whole answer came`))
    )
  },
  Effect.provide(
    Layer.catchTag(NodeClient.layer(), "InvalidClient", ({ message }) =>
      Layer.effect(HttpClient.HttpClient, usage(message))
    )
  )
)
