/**
 * How the mock of Cloudbeds behaves.
 *
 * @since 0.1.0
 */
import type { ListOptions } from "./ListOptions.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface CloudbedsOptions extends ListOptions {
  /** Of `x-api-key`, or of `Authorization: Bearer`. @default "test-api-key" */
  readonly apiKey?: string | undefined
  /** Room types, over all properties. @default 4 for each property */
  readonly roomTypes?: number | undefined
  /** @default 250 */
  readonly addons?: number | undefined
  /** @default 250 */
  readonly guests?: number | undefined
  /** The highest `pageSize` of version 1.3 and what becomes of a higher one; the documents say 100 alone. Assumed. @default 100, reject */
  readonly pageSize?: { readonly max: number; readonly over: "reject" | "cap" } | undefined
  /**
   * How version 1.3 says no: under status 200 with `success` false, which is all its specification lists, or under a
   * status of its own. @default "inBand"
   */
  readonly errors?: "inBand" | "status" | undefined
  /** What `success` of version 1.3 is: its specification has a text in places. @default "boolean" */
  readonly success?: "boolean" | "string" | undefined
}
