import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ManifestText } from "@innlet/connector-generic"
import { Effect, FileSystem, Result } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as HarbourServer from "./HarbourServer.ts"
import * as Host from "./Host.ts"

const page = readFileSync(join(import.meta.dirname, "../../../docs/connect-a-provider.md"), "utf8")

/** The blocks of the page in one language, in order. */
const blocks = (language: string): ReadonlyArray<string> =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, block = ""]) => block)

const [sample = ""] = blocks("http")
const [manifest = ""] = blocks("yaml")
const [proposal = "", report = ""] = blocks("text")
const [config = ""] = blocks("json")

const commands = [...page.matchAll(/^ {4}(?:\w+=… )?npx -y pnpm@12 host (.*)$/gm)].map(([, command = ""]) => command)

/** As a shell would split it. */
const argsOf = (command: string): ReadonlyArray<string> =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain)

describe("docs/connect-a-provider.md", () => {
  it.live(
    "leads from a saved answer to the rows of every room in SQLite, as it stands",
    () =>
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const harbour = HarbourServer.make()
        const baseUrl = yield* Host.serve(harbour.listener)
        const { cwd, host } = yield* Host.folder(Host.nowhere, {}, { env: { HARBOUR_KEY: HarbourServer.key } })
        // All that differs from the page is where the provider is.
        const served = JSON.parse(config)
        served.connectors.harbour.baseUrl = baseUrl
        yield* files.writeFileString(join(cwd, "rooms.txt"), sample)
        yield* files.writeFileString(join(cwd, "harbour.yaml"), manifest)
        yield* files.writeFileString(join(cwd, "innlet.json"), JSON.stringify(served))
        const [detect = "", check = "", sync = ""] = commands

        const detected = yield* host(argsOf(detect))
        assert.deepStrictEqual([detected.stdout, detected.problems, detected.exitCode], [proposal, [], 0])
        const checked = yield* host(argsOf(check))
        assert.deepStrictEqual([checked.stdout, checked.problems, checked.exitCode], [report, [], 0])
        const synced = yield* host(argsOf(sync))
        assert.strictEqual(synced.exitCode, 0, synced.problems.join("\n"))

        const db = new DatabaseSync(join(cwd, "innlet.db"), { readOnly: true })
        const rooms = db.prepare("SELECT hotel_id, id, type, beds, rate, changed_at FROM harbour_rooms").all()
        const hotels = db.prepare("SELECT id, name, city FROM harbour_hotels ORDER BY id").all()
        db.close()
        assert.deepStrictEqual(
          hotels.map((row) => ({ ...row })),
          [
            { id: "h-1", name: "Quayside", city: "Rotterdam" },
            { id: "h-2", name: "Lighthouse", city: null }
          ]
        )
        const listed = ["h-1", "h-2"].flatMap((hotel) => HarbourServer.roomsOf(hotel).map(({ id }) => `${hotel} ${id}`))
        assert.deepStrictEqual(
          rooms.map((row) => `${String(row["hotel_id"])} ${String(row["id"])}`).toSorted(),
          listed.toSorted()
        )
        assert.deepInclude(
          rooms.find((row) => row["hotel_id"] === "h-1" && row["id"] === "r-1"),
          { type: "double", beds: 2, rate: "89.5" }
        )
        assert.include(harbour.asked, "/v2/hotels/h-1/rooms?batch=100")
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )

  it.live(
    "asks the provider itself where there is no saved answer, over https or on this machine alone",
    () =>
      Effect.gen(function* () {
        const baseUrl = yield* Host.serve(HarbourServer.make().listener)
        const { host } = yield* Host.folder(Host.nowhere, {}, { env: { HARBOUR_KEY: HarbourServer.key } })
        const detect = (url: string, ...more: ReadonlyArray<string>) =>
          host(["manifest", "detect", "--url", url, ...more])

        const asked = yield* detect(`${baseUrl}/v2/hotels/h-1/rooms?batch=2`, "--header", "X-Harbour-Key=HARBOUR_KEY")
        assert.include(asked.stdout, "next: /resume_token")
        const refused = yield* detect(`${baseUrl}/v2/hotels`)
        assert.deepStrictEqual(refused.problems, ["The answer has status 401; a sample is an answer with records"])
        const elsewhere = yield* detect("http://api.harbour.example/v2/hotels")
        assert.deepStrictEqual(elsewhere.problems, [
          "--url: Expected https; http would send the token in clear, except to this machine"
        ])
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )

  it("shows a proposal that is a manifest", () => {
    assert.deepStrictEqual(Object.keys(Result.getOrThrow(ManifestText.parse("proposal.yaml", proposal)).streams), [
      "rooms"
    ])
  })
})
