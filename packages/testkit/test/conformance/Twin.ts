/** A reference connector broken in one place, and the laws that it breaks by that. */
import { ConnectorError, type ConnectorStream, Page } from "@innlet/core/contract"
import { Effect } from "effect"
import * as ReferenceConnector from "./ReferenceConnector.ts"
import type { Change } from "./ReferenceSubject.ts"

export interface Twin extends Change {
  /** What it does wrong, as a mistake that somebody could make. */
  readonly title: string
  readonly stream: string
  /** Names of laws, all of one group. */
  readonly breaks: ReadonlyArray<string>
}

type Any = ConnectorStream.Any
export type Request = ConnectorStream.PageRequest<unknown, unknown>
type AnyPage = Page.Page<unknown, unknown>
type Reason = ConnectorError.Reason

/** With something else done to every page. */
export const pages =
  (change: (page: AnyPage, request: Request) => AnyPage) =>
  (stream: Any): Any => ({
    ...stream,
    read: (request) => Effect.map(stream.read(request), (page) => change(page, request))
  })

/** With something else done to the records of every page. */
export const records = (change: (records: ReadonlyArray<unknown>, request: Request) => ReadonlyArray<unknown>) =>
  pages((page, request) => ({ ...page, records: change(page.records, request) }))

/** With something else done to every single record. */
export const record = (change: (raw: Fields) => unknown) => records((some) => some.map((raw) => change(fieldsOf(raw))))

/** With other requests made of every request. */
export const requests =
  (change: (request: Request) => Request) =>
  (stream: Any): Any => ({ ...stream, read: (request) => stream.read(change(request)) })

/** With another read made of every read. */
export const reading =
  (change: (read: Any["read"], request: Request) => ReturnType<Any["read"]>) =>
  (stream: Any): Any => ({ ...stream, read: (request) => change((asked) => stream.read(asked), request) })

/** With another reason for some of the failures. */
export const reasons = (change: (reason: Reason) => Reason | undefined) =>
  reading((read, request) =>
    Effect.mapError(
      read(request),
      ({ connector, reason, stream }) =>
        new ConnectorError.ConnectorError({ connector, stream, reason: change(reason) ?? reason })
    )
  )

/** With some of the failures taken for the end of the list. */
export const endsAt = (isEnd: (reason: Reason) => boolean) =>
  reading((read, request) =>
    Effect.catchTag(read(request), "ConnectorError", (error) =>
      isEnd(error.reason) ? Effect.succeed(theEnd) : Effect.fail(error)
    )
  )

export const theEnd: AnyPage = Page.make<unknown, unknown>({ records: [], evidence: ["absentCursor"] })

export interface Fields {
  readonly [field: string]: unknown
}

export const fieldsOf = (raw: unknown): Fields => Object(raw)

export const source = ReferenceConnector.name
