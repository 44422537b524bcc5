/**
 * What a test may ask of a served provider over HTTP, behind the back of what reads it: `/_testkit/…` on the provider's own
 * port, as JSON. No provider has a path that begins so.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { Provider, Request, Response } from "../providers/Provider.ts"
import type { Row } from "../world/Row.ts"

/**
 * A mock provider that knows what it was asked and what it holds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Inspected<Stream extends string> extends Provider {
  readonly requests: Effect.Effect<ReadonlyArray<object>>
  readonly rows: (stream: Stream) => Effect.Effect<ReadonlyArray<Row>>
  readonly presentThroughout: (stream: Stream) => Effect.Effect<ReadonlyArray<Row>>
  readonly mark: Effect.Effect<void>
}

/**
 * Where all of it is.
 *
 * @category constants
 * @since 0.1.0
 */
export const path = "/_testkit"

/**
 * The answer to a request that is for the control path; nothing to any other.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <Stream extends string>(
  provider: Inspected<Stream>,
  streams: ReadonlyArray<Stream>
): ((request: Request) => Effect.Effect<Response> | undefined) => {
  const rowsOf = (name: string, rows: (stream: Stream) => Effect.Effect<ReadonlyArray<Row>>) => {
    const stream = streams.find((stream) => stream === name)
    return stream === undefined
      ? Effect.succeed(failed(404, `there is no list "${name}"; ${provider.name} has ${streams.join(", ")}`))
      : Effect.map(rows(stream), (found) => json(200, { stream, count: found.length, rows: found.map(shown) }))
  }
  const answers: Readonly<Record<string, Answer>> = {
    "": {
      method: "GET",
      answer: () => Effect.succeed(json(200, { provider: provider.name, streams, paths }))
    },
    requests: {
      method: "GET",
      answer: () => Effect.map(provider.requests, (requests) => json(200, { count: requests.length, requests }))
    },
    rows: { method: "GET", answer: (name) => rowsOf(name, provider.rows) },
    "present-throughout": { method: "GET", answer: (name) => rowsOf(name, provider.presentThroughout) },
    mark: { method: "POST", answer: () => Effect.as(provider.mark, json(200, { marked: true })) }
  }
  return (request) => {
    if (request.path !== path && !request.path.startsWith(`${path}/`)) return undefined
    const [what = "", name, ...more] = request.path.slice(path.length + 1).split("/")
    const found = Object.hasOwn(answers, what) ? answers[what] : undefined
    const isOfList = what === "rows" || what === "present-throughout"
    if (found === undefined || more.length > 0 || isOfList !== (name !== undefined)) {
      return Effect.succeed(failed(404, `there is no ${request.path}; there is ${paths.join(", ")}`))
    }
    if (request.method !== found.method) {
      return Effect.succeed({ ...failed(405, `use ${found.method}`), headers: { ...type, allow: found.method } })
    }
    return found.answer(name ?? "")
  }
}

interface Answer {
  readonly method: "GET" | "POST"
  readonly answer: (name: string) => Effect.Effect<Response>
}

const paths = [
  `GET ${path}/requests`,
  `GET ${path}/rows/<list>`,
  `GET ${path}/present-throughout/<list>`,
  `POST ${path}/mark`
]

const shown = ({ key, malformed, parent, updatedAt, version }: Row) => ({
  key,
  ...(parent === undefined ? {} : { parent }),
  version,
  updatedAt: new Date(updatedAt).toISOString(),
  malformed
})

const type = { "content-type": "application/json" }

const json = (status: number, body: object): Response => ({ status, headers: type, body: `${JSON.stringify(body)}\n` })

const failed = (status: number, error: string): Response => json(status, { error })
