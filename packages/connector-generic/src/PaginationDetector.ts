/**
 * Proposes how a stream is to be declared, by one answer of the provider and the request it answered. A help for authors: what
 * it says are guesses with reasons, to be held against the provider's documents, never facts to sync by.
 *
 * @since 0.1.0
 */
import { JsonPointer, Result } from "effect"
import * as FieldsGuess from "./detector/FieldsGuess.ts"
import * as Leaf from "./detector/Leaf.ts"
import * as PagingGuess from "./detector/PagingGuess.ts"
import * as RecordsGuess from "./detector/RecordsGuess.ts"
import * as Document from "./Document.ts"
import type { Field } from "./Field.ts"
import type { Pagination } from "./pagination/Pagination.ts"
import type { Records } from "./StreamManifest.ts"

/**
 * One exchange. Pages in the middle of a list tell the most.
 *
 * @category models
 * @since 0.1.0
 */
export interface Sample {
  /** That was asked, with its query. */
  readonly url: string
  /** @default "GET", with a request body "POST" */
  readonly method?: "GET" | "POST" | undefined
  /** The request's body: a JSON tree, or a text. */
  readonly requestBody?: unknown
  /** @default 200 */
  readonly status?: number | undefined
  /** Names in any case. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The answer's body, JSON or XML. */
  readonly text: string
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Proposal {
  /** One line. */
  readonly reason: string
  /** From 0 to 100; only to rank by. */
  readonly score: number
  readonly format: "json" | "xml"
  readonly pagination: Pagination
  readonly records: typeof Records.Type
  readonly fields: { readonly [name: string]: Field }
  /** Empty where no field tells the records apart. */
  readonly key: ReadonlyArray<string>
  readonly version: string | undefined
}

/**
 * The likeliest first; or in one line why there is none.
 *
 * @category getters
 * @since 0.1.0
 */
export const detect = (sample: Sample): Result.Result<ReadonlyArray<Proposal>, string> => {
  const { requestBody, status = 200, text, url } = sample
  if (status < 200 || status > 299)
    return Result.fail(`The answer has status ${status}; a sample is an answer with records`)
  const format = /^\uFEFF?\s*</u.test(text) ? "xml" : "json"
  if (/^\uFEFF?\s*<(?:!doctype html|html)/iu.test(text)) return Result.fail("The answer is an HTML page")
  return Result.flatMap(Document.parse(format, text), (document) => {
    const [records] = RecordsGuess.of(document)
    if (records === undefined) return Result.fail("The answer has no list, and no object whose members are records")
    const guess = FieldsGuess.of(records, format)
    const asked = typeof requestBody === "string" ? treeOf(requestBody) : requestBody
    const id = guess.fields[guess.key[0] ?? ""]
    const paging = PagingGuess.of({
      answer: Leaf.of(document, records.records.at),
      headers: lowered(sample.headers ?? {}),
      query: URL.canParse(url, "http://localhost") ? [...new URL(url, "http://localhost").searchParams] : [],
      body: Leaf.of(asked, undefined),
      method: sample.method ?? (requestBody === undefined ? "GET" : "POST"),
      root: format === "xml" && Leaf.isRecord(asked) ? Object.keys(asked)[0] : undefined,
      received: records.list.length,
      id: id !== undefined && "type" in id ? (id.from ?? `/${JsonPointer.escapeToken(guess.key[0] ?? "")}`) : undefined
    })
    return Result.succeed(paging.map((one) => ({ ...one, ...guess, format, records: records.records })))
  })
}

const treeOf = (text: string): unknown =>
  Result.getOrUndefined(Document.parse(/^\s*</u.test(text) ? "xml" : "json", text))

const lowered = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
