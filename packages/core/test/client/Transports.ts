import { Effect, Exit, type Layer, Result } from "effect"
import { HttpClient, HttpClientError, HttpClientRequest } from "effect/http"
import * as ClientFailure from "../../src/client/ClientFailure.ts"
import * as NodeClient from "../../src/node/NodeClient.ts"
import type { InvalidClient } from "../../src/client/Limits.ts"

type Make = (options?: NodeClient.Options) => Layer.Layer<HttpClient.HttpClient, InvalidClient>

/** Everything below is tested over both. */
export const transports: ReadonlyArray<readonly [string, Make]> = [
  ["node:http", NodeClient.layer],
  ["undici", NodeClient.layerUndici]
]

/** The text of the answer, or how it failed. */
export const ask = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const response = yield* client.execute(request)
    return yield* response.text
  })

export const get = (url: string) => ask(HttpClientRequest.get(url))

/** `{ text }` or the kind of the failure, which has to be one of ours. */
export const outcome = <R>(effect: Effect.Effect<string, HttpClientError.HttpClientError, R>) =>
  Effect.map(Effect.exit(effect), (exit) => {
    if (Exit.isSuccess(exit)) return { text: exit.value }
    const error = Exit.findErrorOption(exit)
    if (error._tag === "None") throw new Error(`a defect: ${String(exit.cause)}`)
    if (!(error.value.cause instanceof ClientFailure.ClientFailure)) throw new Error("an error without its cause")
    return ClientFailure.of(error.value)
  })

export const kindOf = <R>(effect: Effect.Effect<string, HttpClientError.HttpClientError, R>) =>
  Effect.map(outcome(effect), (out) => ("text" in out ? out : out.kind))

export const unwrap = <A, E>(result: Result.Result<A, E>): A => Result.getOrThrow(result)
