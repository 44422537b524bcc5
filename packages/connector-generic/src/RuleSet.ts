/**
 * What an answer means that is no page, by the rules of a manifest, asked in order; the first that holds wins.
 *
 * A body is parsed at most once, and only for a rule whose other conditions hold and whose member the text has: it is looked
 * for by its name in all of the text, so that large good pages are not parsed in vain.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"
import { JsonBody } from "@innlet/core/resilience"
import { Duration, identity, Result } from "effect"
import * as Document from "./Document.ts"
import { tokensOf, valueAt } from "./Place.ts"
import type { Meaning, Rule } from "./Rule.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  /** The body as a tree, for who has it already. @default the body is parsed where a rule needs it */
  readonly document?: (() => unknown) | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Found {
  readonly means: Meaning
  /** The signs that the answer is known by, and the provider's words: one line of at most 200 characters. */
  readonly detail: string
}

/**
 * @category models
 * @since 0.1.0
 */
export interface RuleSet {
  /**
   * The meaning of an answer; undefined for one that no rule knows. `redact` takes secrets out of the provider's words before
   * they are cut to a line, since half a secret would not be known again.
   */
  readonly meaningOf: (answer: Asked, redact?: (text: string) => string) => Found | undefined
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (rules: ReadonlyArray<Rule>, format: Document.Format): RuleSet => {
  const tests = rules.map((rule) => [rule, testOf(rule, format)] as const)
  return {
    meaningOf: (answer, redact = identity) => {
      const parsed = Document.lazily(format, answer.body)
      const documentOf = answer.document ?? (() => Result.getOrUndefined(parsed()))
      const found = tests.find(([, test]) => test(answer, documentOf))
      if (found === undefined) return undefined
      const [rule] = found
      return { means: rule.means, detail: JsonBody.lineOf(redact(detailOf(rule, answer, documentOf))) }
    }
  }
}

/**
 * The reason that a meaning is, with the wait that the provider asked for; undefined for a page without records, and for a
 * window that has to be made smaller first. A quota of the day that tells no wait is asked for again after an hour.
 *
 * @category conversions
 * @since 0.1.0
 */
export const reasonOf = (
  means: Meaning,
  detail: string,
  retryAfter: Duration.Duration | undefined
): ConnectorError.Reason | undefined => {
  switch (means) {
    case "cursorExpired":
      return new ConnectorError.CursorRejected({ why: "expired", detail })
    case "cursorInvalid":
      return new ConnectorError.CursorRejected({ why: "invalid", detail })
    case "cursorForeign":
      return new ConnectorError.CursorRejected({ why: "foreign", detail })
    case "throttled":
      return new ConnectorError.QuotaExceeded({ detail, retryAfter })
    case "throttledDaily":
      return new ConnectorError.QuotaExceeded({ detail, retryAfter: retryAfter ?? Duration.hours(1) })
    case "authentication":
      return new ConnectorError.AuthenticationFailed({ detail })
    case "denied":
      return new ConnectorError.AccessDenied({ detail })
    case "rejected":
      return new ConnectorError.RequestRejected({ detail })
    case "unavailable":
      return new ConnectorError.ProviderUnavailable({ detail, retryAfter, processed: "maybe" })
    case "windowTooLarge":
    case "empty":
      return undefined
  }
}

type Test = (answer: Asked, documentOf: () => unknown) => boolean

/** How much of a text is searched, in characters: an error says what it is at its beginning. */
const searched = 1024

const contains = (text: string, part: string): boolean =>
  text.slice(0, searched).toLowerCase().includes(part.toLowerCase())

/** The cheap conditions first. */
const testOf = (rule: Rule, format: Document.Format): Test => {
  const { body, header, text } = rule
  const statuses = rule.status === undefined ? undefined : [rule.status].flat()
  const mayHave = body === undefined ? undefined : lookFor(body.at, format)
  return (answer, documentOf) => {
    if (statuses !== undefined && !statuses.includes(answer.status)) return false
    if (header !== undefined) {
      const value = answer.headers[header.name.toLowerCase()]
      if (value === undefined || !contains(value, header.contains ?? "")) return false
    }
    if (text !== undefined && !contains(answer.body, text)) return false
    return body === undefined || (mayHave?.(answer.body) !== false && says(body, valueAt(documentOf(), body.at)))
  }
}

const says = ({ contains: part, equals }: NonNullable<Rule["body"]>, value: unknown): boolean => {
  if (equals !== undefined && ![equals].flat().some((expected) => isSame(value, expected))) return false
  if (part !== undefined) return typeof value === "string" && value.toLowerCase().includes(part.toLowerCase())
  return equals !== undefined || isSomething(value)
}

const isSame = (value: unknown, expected: JsonBody.Scalar): boolean =>
  expected === null ? value === null : JsonBody.isSame(value, expected)

/** Good answers too have the member of their errors, with null or with none in it. */
const isSomething = (value: unknown): boolean => {
  if (typeof value !== "object") return value !== undefined
  return value !== null && Object.keys(value).length > 0
}

/**
 * Can the text hold the last name of a pointer? A name that is not in it as it stands could only be there in JSON's escapes,
 * which are looked for as well. Names that are written in several ways otherwise are not looked for.
 */
const lookFor = (pointer: string, format: Document.Format): ((text: string) => boolean) | undefined => {
  const name = tokensOf(pointer).findLast((token) => token !== "#text" && !/^\d+$/.test(token))
  const written = format === "xml" ? name?.replace(/^@/, "") : name
  if (written === undefined || !/^[\w.-]+$/.test(written)) return undefined
  return format === "xml"
    ? (text) => text.includes(written)
    : (text) => text.includes(`"${written}"`) || text.includes("\\u")
}

/** What was known of the answer, and what it says. The text is whole: it is cut after it is redacted. */
const detailOf = ({ body, header }: Rule, answer: Asked, documentOf: () => unknown): string => {
  const value = body === undefined ? undefined : valueAt(documentOf(), body.at)
  const sign = [
    `status ${answer.status}`,
    ...(header === undefined ? [] : [`${header.name} ${answer.headers[header.name.toLowerCase()] ?? ""}`]),
    ...(typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [`${tokensOf(body?.at ?? "").join("/")} ${value}`]
      : [])
  ].join(", ")
  const said = wordsOf(answer.body, value, documentOf)
  return said === undefined || sign.endsWith(said) ? sign : `${sign}: ${said}`
}

/** What is no document is the message itself, but for a page in HTML. */
const wordsOf = (text: string, value: unknown, documentOf: () => unknown): string | undefined => {
  const [first] = [text.trim()].filter((whole) => whole !== "" && !/^[\ufeff\s]{0,64}[{[<]/.test(whole))
  if (first !== undefined) return first
  const document = documentOf()
  const root: unknown = typeof document === "object" && document !== null ? Object.values(document)[0] : undefined
  return [value, document, root].flatMap((holder) => [...JsonBody.messagesOf(holder), ...textsOf(holder)])[0]
}

/** As `messagesOf` has them for JSON: what XML providers call what they say, beside the text of an element. */
const textsOf = (holder: unknown): ReadonlyArray<string> =>
  [
    "/#text",
    "/@ShortText",
    "/Text",
    "/Description",
    "/faultstring",
    "/Error",
    "/Error/#text",
    "/Error/@ShortText"
  ].flatMap((pointer) => {
    const value = valueAt(holder, pointer)
    return typeof value === "string" && value.trim() !== "" ? [value] : []
  })
