/**
 * A connector as a stranger writes it, against what is published alone: rooms, whose answer names the place to go on from, and
 * bookings by offset.
 */
import { type AnswerReason, ProviderClient } from "@innlet/core/client"
import { type Connector, ConnectorError, ConnectorStream, Page, Partition, Traversal } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { ExactJson } from "@innlet/core/domain"
import { Effect, Option, type Redacted, Schema } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"

export const Room = Schema.Struct({ id: Schema.NonEmptyString, name: Schema.String, beds: Schema.Int })

export const Booking = Schema.Struct({ id: Schema.NonEmptyString, room: Schema.String, nights: Schema.Int })

export const make = Effect.fnUntraced(function* (options: {
  readonly baseUrl: string
  readonly token: Redacted.Redacted
}) {
  const credentials = yield* Credentials.bearer(options.token)
  const client = ProviderClient.make(yield* HttpClient.HttpClient, {
    connector: "quay",
    baseUrl: options.baseUrl,
    credentials
  })

  const ask = Effect.fnUntraced(function* (stream: string, query: { readonly [name: string]: string | number }) {
    const request = HttpClientRequest.get(`/${stream}`).pipe(
      HttpClientRequest.setUrlParams(query),
      HttpClientRequest.acceptJson
    )
    const list = listIn(yield* client.send(stream, request))
    return "detail" in list
      ? yield* new ConnectorError.ConnectorError({ connector: "quay", stream, reason: list })
      : list
  })

  const whole = {
    pageSize: { default: 10, min: 1, max: 50, step: 1 },
    partition: Partition.Whole,
    partitions: () => Effect.succeed(["all" as const])
  }
  const rooms = ConnectorStream.make({
    ...whole,
    name: "rooms",
    record: Room,
    key: ["id"],
    keyOf,
    traversal: Traversal.linked("keyset", { replay: "safe", order: "immutable" }),
    cursor: Schema.String,
    read: Effect.fnUntraced(function* ({ cursor, pageSize: limit }: ConnectorStream.PageRequest<"all", string>) {
      const after = Option.match(cursor, { onNone: () => ({}), onSome: (after) => ({ after }) })
      const { items, next } = yield* ask("rooms", { limit, ...after })
      return Page.make<unknown, string>({
        records: items,
        next: Option.fromNullOr(next),
        evidence: next === null ? ["absentCursor"] : []
      })
    })
  })
  const bookings = ConnectorStream.make({
    ...whole,
    name: "bookings",
    record: Booking,
    key: ["id"],
    keyOf,
    traversal: Traversal.offset({ order: "immutable", end: ["emptyPage"] }),
    cursor: Schema.FiniteFromString,
    read: Effect.fnUntraced(function* ({ cursor, pageSize: limit }: ConnectorStream.PageRequest<"all", number>) {
      const offset = Option.getOrElse(cursor, () => 0)
      const { items } = yield* ask("bookings", { limit, offset })
      return Page.make<unknown, number>({
        records: items,
        next: items.length === 0 ? Option.none() : Option.some(offset + items.length),
        evidence: items.length === 0 ? ["emptyPage"] : []
      })
    })
  })
  return {
    name: "quay",
    version: "1.0.0",
    streams: [rooms, bookings],
    quotas: [],
    account: credentials.account,
    provider: new URL(options.baseUrl).origin
  } satisfies Connector.Connector
})

const keyOf = (raw: unknown): { readonly id: string } | undefined => {
  const { id }: { readonly id?: unknown } = Object(raw)
  return typeof id === "string" && id !== "" ? { id } : undefined
}

const List = Schema.Struct({
  items: Schema.Array(Schema.Unknown),
  next: Schema.NullOr(Schema.NonEmptyString)
})
const decodeList = Schema.decodeUnknownOption(List)

const unexpected = (detail: string) => new ConnectorError.UnexpectedResponse({ detail })

/** What an answer lists; the alternative is why it is no page. */
const listIn = ({ body, status }: AnswerReason.Answer): typeof List.Type | ConnectorError.UnexpectedResponse => {
  if (status !== 200) return unexpected(`status ${status} instead of 200`)
  try {
    return Option.getOrElse(decodeList(ExactJson.parse(body)), () => unexpected("the answer is no list of items"))
  } catch {
    return unexpected("the answer is not whole JSON")
  }
}
