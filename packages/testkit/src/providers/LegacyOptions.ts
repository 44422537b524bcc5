/**
 * How the mock legacy provider behaves: its data, the size of its pages, its tokens, how it writes its answers, and its
 * failures.
 *
 * @since 0.1.0
 */
import type { Duration } from "effect"
import type { StatusFault } from "../faults/Scripted.ts"
import type { Moment } from "../faults/Moment.ts"
import type { Volatility } from "../world/Volatility.ts"

/**
 * How a paged list ends.
 *
 * - `absentToken`: the last page has no `ContinuationToken`.
 * - `emptyToken`: the last page has an empty `ContinuationToken`.
 * - `notFound`: the last page has a token like any other, and the request with it is answered by error 11204 and no list.
 *   So is the first request for a list without records; otherwise that is answered by an empty list.
 *
 * @category models
 * @since 0.1.0
 */
export type End = "absentToken" | "emptyToken" | "notFound"

/**
 * How the inner document stands in the envelope.
 *
 * - `escaped`: as the text of `rs`.
 * - `cdata`: as the text of `rs`, in CDATA sections.
 * - `element`: as a child element of `rs`.
 * - `rsXML`: as a child element of `rsXML`, with `rs` nil.
 * - `doubleEscaped`: as the text of `rs`, escaped once too often.
 *
 * @category models
 * @since 0.1.0
 */
export type Rs = "escaped" | "cdata" | "element" | "rsXML" | "doubleEscaped"

/**
 * A kind of answer that is wrong in a way of its own.
 *
 * - `cutInner`: the envelope is whole, the inner document ends after about half of its records. It stands there as text,
 *   whatever `rs` says, since the envelope could not be whole otherwise.
 * - `cutOuter`: the envelope ends in the middle; the length agrees with it. A connection that breaks is a fault of a
 *   transport.
 * - `notImplemented`: `operationImplemented` is false and there is no list.
 * - `hubStatus`: the hub's status is 2, with an exception, and there is no answer of the supplier.
 * - `providerStatus`: the hub's status is 1, the supplier's is 2, with an exception, and there is no document.
 * - `noDocument`: every status is 1, but `rs` and `rsXML` are both nil.
 * - `doctype`, `doctypeInner`: the envelope, or the inner document as text, starts with a document type that declares
 *   entities of entities.
 * - `html`: a page of a gateway under status 200.
 * - `fault`: a SOAP fault of the server under status 500.
 *
 * @category models
 * @since 0.1.0
 */
export type Kind =
  | "cutInner"
  | "cutOuter"
  | "notImplemented"
  | "hubStatus"
  | "providerStatus"
  | "noDocument"
  | "doctype"
  | "doctypeInner"
  | "html"
  | "fault"

/**
 * An answer is of such a kind, or the supplier reports an error instead of a list: `type` is Travelgate's code, as 103 for
 * too many requests or 104 for a timeout, `code` the supplier's own.
 *
 * @category models
 * @since 0.1.0
 */
export type LegacyFault = Moment &
  (
    | { readonly legacy: Kind }
    | {
        readonly legacy: "applicationError"
        readonly type: number
        /** @default none */
        readonly code?: string | undefined
        /** @default "scripted failure" */
        readonly description?: string | undefined
      }
  )

/**
 * @category models
 * @since 0.1.0
 */
export interface LegacyOptions {
  /** Stands before `/Service/…` in the path, as `/api`. @default "" */
  readonly base?: string | undefined
  /** Of the hub. @default "hub-user" */
  readonly username?: string | undefined
  /** Of the hub. @default "hub-password" */
  readonly password?: string | undefined
  /** The code of the only supplier. @default "SUPP" */
  readonly supplier?: string | undefined
  /** What the parameter `HotelXAccessCode` or `Access` must be. @default "2" */
  readonly accessCode?: string | undefined
  /** @default 2500 */
  readonly hotels?: number | undefined
  /** @default 1500 */
  readonly rooms?: number | undefined
  /** Nodes of the destination tree. @default 60 */
  readonly destinations?: number | undefined
  /** @default 10 */
  readonly categories?: number | undefined
  /** @default 8 */
  readonly boards?: number | undefined
  /** Of the records, of how they change, and of the sizes of pages. @default 1 */
  readonly seed?: number | undefined
  /** The fraction of records without a code, 0 to 1. @default 0 */
  readonly malformed?: number | undefined
  /** How a list changes before each of its requests but the first. @default not at all */
  readonly volatility?: Volatility | undefined
  /**
   * Records of a page beyond its `expectedRange`, but for the last page: 0 to 999, drawn for each page, or always the same.
   * (Source: Travelgate documentation, common elements: a range of 1000 gives 1000 to 1999 hotels.)
   *
   * @default "seeded"
   */
  readonly pageExtra?: "seeded" | number | undefined
  /** The most records of an answer, and of one to a request without `expectedRange`. @default 250000 */
  readonly unlimited?: number | undefined
  /** @default "absentToken" */
  readonly end?: End | undefined
  /** The element of an `applicationErrors` in which 11204 stands; no document says which. @default "code" */
  readonly notFoundIn?: "code" | "type" | undefined
  /** @default "escaped" */
  readonly rs?: Rs | undefined
  /**
   * - `azure`: an XML document that calls itself utf-16, as the documentation shows.
   * - `hostile`: what a careless reader or writer of XML changes: references, `]]>`, carriage returns, spaces at both ends.
   *
   * @default "azure"
   */
  readonly tokens?: "azure" | "hostile" | undefined
  /** Every token is at least as long, in bytes of UTF-8, up to 65,536. @default as long as they are */
  readonly tokenBytes?: number | undefined
  /** From the answer with a token to the last request that may carry it. @default no end */
  readonly ttl?: Duration.Input | undefined
  /**
   * How a token past its `ttl` is refused: by error 11204, as the end of the list, or by 207. No document says which.
   *
   * @default "notFound"
   */
  readonly expired?: "notFound" | "207" | undefined
  /** Has the root of the inner document `xmlns=""`? @default true */
  readonly namespaced?: boolean | undefined
  /** Is a token without `expectedRange` refused, rather than answered by `unlimited` records? @default false */
  readonly strictAttribute?: boolean | undefined
  /** How answers spell this element: documents and real answers differ. @default "operationImplemented" */
  readonly operationImplemented?: "operationImplemented" | "OperationImplemented" | undefined
  /** Scripted failures; requests of all operations are counted together. @default none */
  readonly fail?: ReadonlyArray<StatusFault | LegacyFault> | undefined
}
