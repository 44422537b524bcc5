import { ConnectorError } from "@innlet/core/contract"
import { Effect, Option } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import * as ReferenceConnector from "../ReferenceConnector.ts"
import { origin, token } from "../ReferenceProvider.ts"
import { fieldsOf, reading, reasons, record, records, type Twin } from "../Twin.ts"

const kept = "lets no secret into errors, logs, spans, audit, checkpoints, dead letters or rows"
const survives = "ends as a failure or as rows whatever an answer holds"

/** A copy that follows every value down. */
const copied = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copied)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copied(part)]))
}

const merged = (into: object, from: object): object => {
  for (const [name, part] of Object.entries(from)) {
    const there: unknown = Reflect.get(into, name)
    if (typeof part === "object" && part !== null && typeof there === "object" && there !== null) merged(there, part)
    else Reflect.set(into, name, part)
  }
  return into
}

export const twins: ReadonlyArray<Twin> = [
  {
    title: "says in an error how it asked",
    stream: "rates",
    breaks: [kept],
    change: reasons((reason) =>
      reason._tag === "RequestRejected"
        ? new ConnectorError.RequestRejected({ detail: `${reason.detail} (asked with Bearer ${token})` })
        : undefined
    )
  },
  {
    title: "logs its credentials",
    stream: "rates",
    breaks: [kept],
    change: reading((read, request) =>
      Effect.andThen(Effect.logDebug("asking", { authorization: token }), read(request))
    )
  },
  {
    title: "puts its credentials into a span",
    stream: "rates",
    breaks: [kept],
    change: reading((read, request) => Effect.withSpan(read(request), "read", { attributes: { token } }))
  },
  {
    title: "puts its credentials into every record",
    stream: "reviews",
    breaks: [kept],
    change: record((raw) => ({ ...raw, name: raw["name"], [`asked by ${token}`]: null }))
  },
  {
    title: "follows redirects",
    stream: "rates",
    breaks: ["follows no redirect to another origin"],
    client: (client) => HttpClient.followRedirects(client, 3)
  },
  {
    title: "takes the origin from the link",
    stream: "reviews",
    breaks: ["follows no link to another origin"],
    change: (stream, http) => ({
      ...stream,
      read: (request) => {
        const link = Option.getOrUndefined(request.cursor)
        if (typeof link !== "string" || !URL.canParse(link)) return stream.read(request)
        const ask = ReferenceConnector.asking(http, new URL(link).origin)
        return Effect.map(ask("reviews", HttpClientRequest.get(link)), ReferenceConnector.linked)
      }
    })
  },
  {
    title: "writes a cursor into the URL as it is",
    stream: "rates",
    breaks: ["sends a cursor as a value, which can't change the rest of the request"],
    change: (stream, http) => {
      const ask = ReferenceConnector.asking(http, origin)
      return {
        ...stream,
        read: (request) =>
          Option.isNone(request.cursor) || request.changed !== undefined
            ? stream.read(request)
            : Effect.map(
                ask(
                  "rates",
                  HttpClientRequest.get(`/rates?size=${request.pageSize}&after=${String(request.cursor.value)}`)
                ),
                ReferenceConnector.linked
              )
      }
    }
  },
  {
    title: "copies records level by level",
    stream: "rates",
    breaks: [survives],
    change: records((some) => some.map(copied))
  },
  {
    title: "merges records into objects of its own",
    stream: "rates",
    breaks: [survives],
    change: records((some) => some.map((raw) => merged({}, fieldsOf(raw))))
  }
]
