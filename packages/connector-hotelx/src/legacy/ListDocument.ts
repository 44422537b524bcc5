/**
 * The inner document of an answer: the items of a list, and what follows them.
 *
 * @since 0.1.0
 */
import type { ConnectorError } from "@innlet/core/contract"
import type { XmlItems, XmlRecord } from "@innlet/core/xml"
import { Option, Result } from "effect"
import * as LegacyOperation from "./LegacyOperation.ts"
import * as LegacyReason from "./LegacyReason.ts"
import * as XmlPlace from "./XmlPlace.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface ListDocument {
  /** As they came; empty where they were given away in batches. */
  readonly items: ReadonlyArray<XmlRecord.XmlValue>
  /** How many there were. */
  readonly count: number
  /** The token of the next page, every character as its XML gives it. */
  readonly token: Option.Option<string>
  /** Did the provider say that nothing is found? */
  readonly nothingFound: boolean
}

/**
 * The meaning of a document that came to its end.
 *
 * @category getters
 * @since 0.1.0
 */
export const read = (
  { count, items, rest, root }: ReturnType<XmlItems.XmlItems["result"]>,
  operation: LegacyOperation.LegacyOperation,
  say: (words: string) => string
): Result.Result<ListDocument, ConnectorError.Reason> => {
  const implemented = XmlPlace.text(rest, "operationImplemented").trim().toLowerCase()
  if (implemented === "false" || implemented === "0") {
    return Result.fail(LegacyReason.notImplemented(operation.name))
  }
  const errors = errorsOf(rest)
  const error = errors.find((found) => !LegacyReason.isNothingFound(found))
  if (error !== undefined) return Result.fail(LegacyReason.ofApplication(error, say))
  if (root !== LegacyOperation.rootOf(operation)) {
    return unexpected(say(`the document is ${root}, not ${LegacyOperation.rootOf(operation)}`))
  }
  const token = tokenOf(rest)
  if (Result.isFailure(token)) return unexpected(token.failure)
  const nothingFound = errors.length > 0
  if (nothingFound && (count > 0 || Option.isSome(token.success))) {
    return unexpected(`the document reports 11204, nothing found, beside ${count} records or a token`)
  }
  if (Option.isSome(token.success) && !operation.paged) {
    return unexpected(`the document has a token, and ${operation.name} can't be asked for more`)
  }
  const stray = strayOf(rest, operation)
  if (stray !== undefined) return unexpected(say(stray))
  const listed = count > 0 || nothingFound || Option.isSome(token.success) || implemented === "true"
  if (!listed && (operation.list === undefined || XmlPlace.child(rest, operation.list) === undefined)) {
    return unexpected("the document has neither a list nor an error")
  }
  return Result.succeed({ items, count, token: token.success, nothingFound })
}

const unexpected = (detail: string) => Result.fail(LegacyReason.unexpected(detail))

const errorsOf = (rest: XmlRecord.XmlRecord): ReadonlyArray<LegacyReason.ApplicationError> =>
  XmlPlace.children(rest, "applicationErrors")
    .filter((error) => !isNil(error))
    .map((error) => ({
      code: XmlPlace.text(error, "code").trim(),
      type: XmlPlace.text(error, "type").trim(),
      description: XmlPlace.text(error, "description").trim()
    }))

const isNil = (value: XmlRecord.XmlValue): boolean =>
  XmlPlace.isRecord(value) && value["@nil"] === "true" && XmlPlace.names(value).length === 0

/** A token that is missing, empty or blank is none. One that can't be sent back as it came must not pass for none. */
const tokenOf = (rest: XmlRecord.XmlRecord): Result.Result<Option.Option<string>, string> => {
  const [token, second] = XmlPlace.children(rest, "ContinuationToken")
  if (second !== undefined) return Result.fail("the document has more than one ContinuationToken")
  if (XmlPlace.names(token).length > 0) return Result.fail("the ContinuationToken holds elements, not text")
  const text = XmlPlace.text(token)
  return Result.succeed(text.trim() === "" ? Option.none() : Option.some(text))
}

/** Items under another name would be lost without a word. */
const strayOf = (rest: XmlRecord.XmlRecord, { item, list }: LegacyOperation.LegacyOperation): string | undefined => {
  if (list === undefined) {
    return XmlPlace.child(rest, item) === undefined ? undefined : `the document spells ${item} otherwise`
  }
  const [name] = XmlPlace.children(rest, list).flatMap(XmlPlace.names)
  return name === undefined ? undefined : `${list} holds ${name}, not ${item}`
}
