/** A connector to the reference provider, as a stranger would write it with core's client. */
import { AnswerReason, ProviderClient } from "@innlet/core/client"
import { type Connector, ConnectorError, ConnectorStream, Page, Partition, Traversal } from "@innlet/core/contract"
import { Credentials } from "@innlet/core/credentials"
import { ExactJson, Instant } from "@innlet/core/domain"
import { DateTime, Duration, Effect, Option, Redacted, Schema } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { lives, origin, token } from "./ReferenceProvider.ts"

export const name = "reference"

const Wire = Schema.Struct({
  id: Schema.NonEmptyString,
  name: Schema.String,
  price: Schema.Finite,
  /** Beyond what a double holds. */
  serial: Schema.Union([Schema.String, Schema.Finite]),
  updated: Instant.Instant
})

const keyOf = (raw: unknown) => {
  const { id }: { readonly id?: unknown } = Object(raw)
  return typeof id === "string" ? { id } : undefined
}

const common = {
  record: Wire,
  key: ["id"] as const,
  keyOf,
  version: "updated" as const,
  pageSize: { default: 4, min: 1, max: 100, step: 1 },
  partition: Partition.Whole,
  partitions: () => Effect.succeed(["all" as const])
}

type Asked<Part = "all"> = ConnectorStream.PageRequest<Part, string>

/** Asks an origin for a page, with the credentials. */
export const asking = (http: HttpClient.HttpClient, baseUrl: string) => {
  const credentials = Effect.runSync(Credentials.bearer(Redacted.make(token)))
  const client = ProviderClient.make(http, { connector: name, baseUrl, credentials, reasonOf: cursorReason })
  return Effect.fnUntraced(function* (stream: string, request: HttpClientRequest.HttpClientRequest) {
    const answer = yield* client.send(stream, request)
    const page = answerOf(answer)
    return "detail" in page ? yield* new ConnectorError.ConnectorError({ connector: name, stream, reason: page }) : page
  })
}

export const make: Effect.Effect<Connector.Connector, never, HttpClient.HttpClient> = Effect.gen(function* () {
  const ask = asking(yield* HttpClient.HttpClient, origin)
  const get = (stream: string, params: { readonly [name: string]: string | number | undefined }) =>
    ask(stream, HttpClientRequest.setUrlParams(HttpClientRequest.get(`/${stream}`), params))

  const rooms = ConnectorStream.make({
    ...common,
    name: "rooms",
    cursor: Schema.FiniteFromString,
    traversal: Traversal.offset({ order: "immutable", total: "exact", end: ["emptyPage", "shortPage"] }),
    read: ({ cursor, pageSize }: ConnectorStream.PageRequest<"all", number>) => {
      const offset = Option.getOrElse(cursor, () => 0)
      return Effect.map(get("rooms", { offset, size: pageSize }), ({ items, place }) =>
        Page.make<unknown, number>({
          records: items,
          next: items.length === 0 ? Option.none() : Option.some(offset + items.length),
          total: Option.fromNullishOr(place.total),
          offset: Option.fromNullishOr(place.offset),
          evidence: items.length === 0 ? ["emptyPage"] : []
        })
      )
    }
  })
  const rates = ConnectorStream.make({
    ...common,
    name: "rates",
    cursor: Schema.String,
    traversal: Traversal.linked("keyset", { replay: "safe", order: "immutable" }),
    changes: { resolution: "1 second", from: "inclusive" },
    read: ({ changed, cursor, pageSize }: Asked) =>
      Effect.map(
        get("rates", {
          after: Option.getOrUndefined(cursor),
          size: pageSize,
          since: changed === undefined ? undefined : new Date(changed.from).toISOString(),
          until: changed?.to === undefined ? undefined : new Date(changed.to).toISOString()
        }),
        linked
      )
  })
  const offers = ConnectorStream.make({
    ...common,
    name: "offers",
    partition: Schema.Literals(["a", "b"]),
    partitions: () => Effect.succeed(["a" as const, "b" as const]),
    cursor: Schema.String,
    traversal: Traversal.linked("continuation", {
      replay: "safe",
      order: "append",
      lifetime: { _tag: "Stated" }
    }),
    read: ({ cursor, pageSize, partition }: Asked<"a" | "b">) =>
      Effect.map(
        get(
          "offers",
          Option.match(cursor, {
            onNone: () => ({ hotel: partition, size: pageSize }),
            onSome: (text) => ({ token: text })
          })
        ),
        linked
      )
  })
  const guests = ConnectorStream.make({
    ...common,
    name: "guests",
    cursor: Schema.String,
    traversal: Traversal.linked("scroll", {
      replay: "unsafe",
      total: "exact",
      lifetime: { _tag: "Sliding", ttl: Duration.millis(lives.guests) }
    }),
    read: ({ cursor, pageSize }: Asked) =>
      Effect.map(
        ask(
          "guests",
          HttpClientRequest.bodyJsonUnsafe(
            HttpClientRequest.post("/guests"),
            Option.match(cursor, { onNone: () => ({ size: pageSize }), onSome: (scroll) => ({ scroll }) })
          )
        ),
        linked
      )
  })
  const reviews = ConnectorStream.make({
    ...common,
    name: "reviews",
    cursor: Schema.String,
    traversal: Traversal.linked("link", { replay: "safe", order: "mutable" }),
    read: ({ cursor, pageSize }: Asked) =>
      Effect.map(
        Option.match(cursor, {
          onNone: () => get("reviews", { size: pageSize }),
          onSome: (link) => ask("reviews", HttpClientRequest.get(link))
        }),
        linked
      )
  })
  const messages = ConnectorStream.make({
    ...common,
    name: "messages",
    cursor: Schema.fromJsonString(Schema.Struct({ page: Schema.Int, ids: Schema.Array(Schema.String) })),
    traversal: Traversal.linked("queue", { replay: "unsafe", order: "append", end: ["emptyPage"] }),
    quota: { kind: "read", weight: 2 },
    read: Effect.fnUntraced(function* ({
      cursor,
      pageSize
    }: ConnectorStream.PageRequest<"all", { readonly page: number; readonly ids: ReadonlyArray<string> }>) {
      const at = Option.getOrElse(cursor, () => ({ page: 0, ids: [] }))
      if (at.ids.length > 0) {
        const request = HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post("/messages/done"), { ids: at.ids })
        yield* ask("messages", request)
      }
      const { items } = yield* get("messages", { size: pageSize })
      const ids = items.flatMap((item) => keyOf(item)?.id ?? [])
      return Page.make({
        records: items,
        next: items.length === 0 ? Option.none() : Option.some({ page: at.page + 1, ids }),
        evidence: items.length === 0 ? ["emptyPage"] : []
      })
    })
  })
  return {
    name,
    version: "0.1.0",
    streams: [rooms, rates, offers, guests, reviews, messages],
    quotas: [],
    account: "reference-account",
    provider: origin
  }
})

const cursorReason = ({ body, status }: AnswerReason.Answer): ConnectorError.Reason | undefined => {
  if (status === 410 && body.includes("cursor_expired")) {
    return new ConnectorError.CursorRejected({ why: "expired", detail: "the cursor expired" })
  }
  return status === 400 && body.includes("cursor_invalid")
    ? new ConnectorError.CursorRejected({ why: "invalid", detail: "the cursor is not one of the provider's" })
    : undefined
}

interface Answered {
  readonly items: ReadonlyArray<unknown>
  readonly place: typeof Place.Type
}

const Place = Schema.Struct({
  next: Schema.optionalKey(Schema.String),
  total: Schema.optionalKey(Schema.Int),
  offset: Schema.optionalKey(Schema.Int),
  expires: Schema.optionalKey(Instant.Instant)
})
const isPlace = Schema.is(Place)

const answerOf = ({ body, status }: AnswerReason.Answer): Answered | ConnectorError.UnexpectedResponse => {
  if (status !== 200) return new ConnectorError.UnexpectedResponse({ detail: `status ${status} instead of 200` })
  let answer: { readonly items?: unknown; readonly place?: unknown }
  try {
    answer = Object(ExactJson.parse(body))
  } catch {
    return new ConnectorError.UnexpectedResponse({ detail: "the answer is not whole JSON" })
  }
  const { items, place } = answer
  return Array.isArray(items) && isPlace(place)
    ? { items, place }
    : new ConnectorError.UnexpectedResponse({ detail: "the answer has no list of items" })
}

export const linked = ({ items, place }: Answered) =>
  Page.make<unknown, string>({
    records: items,
    next: Option.fromNullishOr(place.next),
    total: Option.fromNullishOr(place.total),
    expiresAt: Option.map(Option.fromNullishOr(place.expires), DateTime.makeUnsafe),
    evidence: place.next === undefined ? ["absentCursor"] : []
  })
