/**
 * What a mock provider of lists answers: a refusal in its own form, or a page and the damage a fault does to it.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"
import type { Damage } from "../faults/Scripted.ts"
import type * as Provider from "./Provider.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Answer extends Provider.Response {
  /** Rows in it before any damage was done. */
  readonly records: number
}

/**
 * A page before any damage was done to it. Its body is the three texts, one after the other.
 *
 * @category models
 * @since 0.1.0
 */
export interface Page {
  readonly records: number
  /** @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly before: string
  /** The JSON of the list alone, an array or an object. */
  readonly list: string
  readonly after: string
  /** @default false */
  readonly gzip?: boolean | undefined
}

/**
 * An answer without rows. A body that is no text is written as JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const refusal = (status: number, body: Schema.Json, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
  records: 0
})

/**
 * The page as it is sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const ofPage = (page: Page, damage: Damage | undefined): Answer => {
  const { after, before, gzip, headers = {}, list, records } = page
  const body = before + list + after
  switch (damage) {
    case "html":
      return {
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<!doctype html><html><title>Just a moment</title><body>Checking your browser</body></html>",
        records,
        gzip
      }
    case "empty":
      return { status: 200, headers, body: "", records, gzip }
    case "cut":
      return { status: 200, headers, body: body.slice(0, Math.floor(body.length / 2)), records, gzip }
    case "noList":
      return { status: 200, headers, body: `${before}"see page 2"${after}`, records, gzip }
    default:
      return { status: 200, headers, body, records, gzip }
  }
}
