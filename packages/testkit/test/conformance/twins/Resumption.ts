import { ConnectorError } from "@innlet/core/contract"
import { Effect, Option, Schema, SchemaGetter } from "effect"
import { HttpClientRequest } from "effect/http"
import * as ReferenceConnector from "../ReferenceConnector.ts"
import { origin } from "../ReferenceProvider.ts"
import { endsAt, fieldsOf, reasons, source, type Twin } from "../Twin.ts"

const cursorRejected = (why: ConnectorError.CursorRejected["why"]) => (reason: ConnectorError.Reason) =>
  reason._tag === "CursorRejected" && reason.why === why

export const twins: ReadonlyArray<Twin> = [
  {
    title: "keeps cursors to itself and gives out their numbers",
    stream: "rates",
    breaks: ["resumes from any page's cursor", "ends with the same rows when runs are cut after every page"],
    change: (stream) => {
      const known: Array<unknown> = []
      const foreign = new ConnectorError.CursorRejected({ why: "invalid", detail: "no such number" })
      return {
        ...stream,
        cursor: Schema.String,
        read: (request) => {
          const cursor = Option.map(request.cursor, (number) => known[Number(number) - 1])
          return Option.isSome(cursor) && cursor.value === undefined
            ? Effect.fail(
                new ConnectorError.ConnectorError({ connector: source, stream: stream.name, reason: foreign })
              )
            : Effect.map(stream.read({ ...request, cursor }), (page) => ({
                ...page,
                next: Option.map(page.next, (next) => String(known.push(next)))
              }))
        }
      }
    }
  },
  {
    title: "leaves half of a cursor out of its text",
    stream: "rates",
    breaks: ["keeps cursors and partitions whole in a checkpoint"],
    change: (stream) => ({
      ...stream,
      read: (request) =>
        Effect.map(
          stream.read({ ...request, cursor: Option.map(request.cursor, (cursor) => fieldsOf(cursor)["after"]) }),
          (page) => ({ ...page, next: Option.map(page.next, (after) => ({ after, size: request.pageSize })) })
        ),
      cursor: Schema.String.pipe(
        Schema.decodeTo(Schema.Unknown, {
          decode: SchemaGetter.transform((after) => ({ after })),
          encode: SchemaGetter.transform((cursor) => String(fieldsOf(cursor)["after"]))
        })
      )
    })
  },
  {
    title: "takes a refused cursor for the end of the list",
    stream: "offers",
    breaks: ["refuses a broken cursor and never takes it for the end"],
    change: endsAt(cursorRejected("invalid"))
  },
  {
    title: "takes an expired cursor for a wrong request",
    stream: "offers",
    breaks: ["tells a dead cursor, so that its walk can begin again"],
    change: reasons((reason) =>
      cursorRejected("expired")(reason) ? new ConnectorError.RequestRejected({ detail: "status 410" }) : undefined
    )
  },
  {
    title: "takes an expired cursor for the end of the list",
    stream: "offers",
    breaks: [
      "tells a dead cursor, so that its walk can begin again",
      "ends with every row after a pause longer than its cursors live"
    ],
    provider: { silent: true },
    change: endsAt(cursorRejected("expired"))
  },
  {
    title: "acknowledges the first messages when it has them in hand",
    stream: "messages",
    breaks: ["acknowledges messages only with the cursor after their page"],
    change: (stream, http) => {
      const ask = ReferenceConnector.asking(http, origin)
      return {
        ...stream,
        read: (request) =>
          Effect.tap(stream.read(request), ({ records }) => {
            if (Option.isSome(request.cursor) || records.length === 0) return Effect.void
            const ids = records.map((raw) => fieldsOf(raw)["id"])
            const done = HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post("/messages/done"), { ids })
            return Effect.catchIf(
              ask("messages", done),
              ({ processed }) => processed === "maybe",
              () => Effect.void
            )
          })
      }
    }
  }
]
