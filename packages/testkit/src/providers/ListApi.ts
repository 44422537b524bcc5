/**
 * What a mock provider of lists is: its routes, how a page is asked for and answered, and how it says no.
 *
 * @since 0.1.0
 */
import type { Recipe, Row } from "../world/Row.ts"
import type * as AccessToken from "./AccessToken.ts"
import type * as ListAnswer from "./ListAnswer.ts"
import type * as Provider from "./Provider.ts"
import type * as Quota from "./Quota.ts"

/**
 * A request as a provider reads it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Call {
  readonly request: Provider.Request
  /** Of the query. */
  readonly params: URLSearchParams
  /** By the provider's clock, in epoch milliseconds. */
  readonly now: number
  /** Counts all requests from 1. */
  readonly number: number
}

/**
 * What a request wants.
 *
 * @category models
 * @since 0.1.0
 */
export interface Question {
  /** The most rows the page can have. */
  readonly limit: number
  /** The rows it is about, in the order of the answer. @default the whole list */
  readonly among?: ((rows: ReadonlyArray<Row>) => ReadonlyArray<Row>) | undefined
  /** Where in them the page begins, from 0; a refusal where there is no such place. */
  readonly from: number | ((rows: ReadonlyArray<Row>) => number | ListAnswer.Answer)
  readonly answer: (found: Found) => ListAnswer.Page | ListAnswer.Answer
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Found {
  readonly rows: ReadonlyArray<Row>
  /** Where they begin, from 0. */
  readonly from: number
  /** Rows that the question is about, on all pages. */
  readonly size: number
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Route<Stream extends string> {
  readonly method: "GET" | "POST"
  readonly stream: Stream
  /** What the request wants, or why it is refused. */
  readonly read: (call: Call) => Question | ListAnswer.Answer
}

/**
 * A provider.
 *
 * @category models
 * @since 0.1.0
 */
export interface Api<Stream extends string> {
  readonly name: string
  readonly recipes: Readonly<Record<Stream, Recipe>>
  /** By path, without the base. */
  readonly routes: Readonly<Record<string, Route<Stream> | undefined>>
  /** Where tokens are issued. @default nowhere */
  readonly signIn?: AccessToken.SignIn | undefined
  /** Why the caller isn't let in, if so. */
  readonly denied: (call: Call, tokens: ReadonlyArray<AccessToken.AccessToken>) => ListAnswer.Answer | undefined
  /** @default none */
  readonly quotas?: ReadonlyArray<Quota.Quota> | undefined
  /** Whose quota a request counts in. @default everyone's */
  readonly account?: ((call: Call) => string) | undefined
  readonly throttled: (call: Call, exceeded: Quota.Left) => ListAnswer.Answer
  /** An error in the provider's own form. */
  readonly failed: (status: number, message: string, call: Call) => ListAnswer.Answer
  /** What an answer of this status to a caller who was let in has. @default nothing */
  readonly headers?:
    | ((call: Call, left: ReadonlyArray<Quota.Left>, status: number) => Readonly<Record<string, string>>)
    | undefined
}
