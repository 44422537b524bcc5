/** A process of its own that works with a token directory; what it does is its first argument. */
import { NodeHttpClient } from "@effect/platform-node"
import { Console, Effect, Layer, Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import * as OAuth from "../../src/credentials/OAuth.ts"
import * as TokenFile from "../../src/credentials/TokenFile.ts"
import { TokenStore } from "../../src/credentials/TokenStore.ts"

const [what, directory = "", tokenUrl = "", maxCalls = "3"] = process.argv.slice(2)
const key = Redacted.make("k".repeat(32))

const work =
  what === "hold"
    ? Effect.flatMap(TokenStore, (store) =>
        // A fiber that nothing will ever wake is collected as garbage, and its lock with it.
        store.exclusively("0123456789abcdef", () => Effect.andThen(Console.log("held"), Effect.sleep("1 hour")))
      )
    : Effect.gen(function* () {
        const credentials = yield* OAuth.clientCredentials({
          tokenUrl,
          clientId: "client-1",
          clientSecret: Redacted.make("client-secret"),
          maxCalls: { count: Number(maxCalls), window: "1 hour" }
        })
        const signed = yield* credentials.sign(HttpClientRequest.get("https://api.example/"))
        return yield* Console.log(signed.request.headers["authorization"])
      }).pipe(Effect.catchTag("QuotaExceeded", (reason) => Console.log(reason._tag)))

// Keeps the process up while it waits without a socket.
const alive = setInterval(() => undefined, 1000)
await Effect.runPromise(
  Effect.provide(work, Layer.merge(TokenFile.layer({ directory, key }), NodeHttpClient.layerNodeHttp))
)
clearInterval(alive)
