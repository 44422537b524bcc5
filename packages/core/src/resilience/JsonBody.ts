/**
 * A body that may be JSON, looked into only as far as a rule about failures needs: the good pages, which are large, are
 * not parsed for it.
 *
 * @since 0.1.0
 */

/**
 * The unescaped reference tokens of a JSON pointer (RFC 6901).
 *
 * @category models
 * @since 0.1.0
 */
export type Pointer = ReadonlyArray<string>

/**
 * @category models
 * @since 0.1.0
 */
export type Scalar = string | number | boolean | null

/**
 * @category models
 * @since 0.1.0
 */
export interface JsonBody {
  /** The text as it came. */
  readonly text: string
  /**
   * The document, parsed at most once; nothing where the text is no JSON object or array. A text of more than 8,192
   * characters is parsed only if `hint` matches in its first or last 4,096, and never without a hint.
   */
  readonly document: (hint?: RegExp) => unknown
}

/** In characters; up to two of them, a body is parsed without a look at its ends. */
const endLength = 4096

/** How much of a text that a provider wrote is looked at. In characters. */
const maxTextLength = 1024

const maxLineLength = 200

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (text: string): JsonBody => {
  let parsed: { readonly document: unknown } | undefined
  return {
    text,
    document: (hint) => {
      if (parsed !== undefined) return parsed.document
      if (!/^[\ufeff\s]{0,64}[{[]/.test(text)) return undefined
      if (text.length > 2 * endLength) {
        if (hint === undefined) return undefined
        if (!hint.test(text.slice(0, endLength)) && !hint.test(text.slice(-endLength))) return undefined
      }
      parsed = { document: parse(text) }
      return parsed.document
    }
  }
}

/**
 * Reads a JSON pointer, or nothing if it is none: it is empty or starts with `/`, and `~` is always `~0` or `~1`.
 *
 * @category parsing
 * @since 0.1.0
 */
export const pointerOf = (text: string): Pointer | undefined => {
  if (text === "") return []
  if (!text.startsWith("/") || /~(?![01])/.test(text)) return undefined
  return text.slice(1).split("/").map(unescaped)
}

/**
 * What the pointer leads to, or nothing; only through a document's own members.
 *
 * @category parsing
 * @since 0.1.0
 */
export const valueAt = (document: unknown, pointer: Pointer): unknown => {
  let value = document
  for (const token of pointer) {
    if (typeof value !== "object" || value === null) return undefined
    if (Array.isArray(value) && !/^(?:0|[1-9]\d{0,9})$/.test(token)) return undefined
    if (!Object.hasOwn(value, token)) return undefined
    value = Reflect.get(value, token)
  }
  return value
}

/**
 * Are two scalars the same, or spelled the same? Providers write 429 and "429", false and "false".
 *
 * @category guards
 * @since 0.1.0
 */
export const isSame = (value: unknown, expected: Scalar): boolean =>
  value === expected ||
  (expected !== null &&
    (typeof value === "string" || typeof value === "number" || typeof value === "boolean") &&
    String(value) === String(expected))

/**
 * What a text that holds the member with that value contains, in plain spelling.
 *
 * @category constructors
 * @since 0.1.0
 */
export const hintOf = (pointer: Pointer, value: Scalar): RegExp => {
  const last = pointer.at(-1)
  const member = last === undefined || /^\d+$/.test(last) ? "" : `${literally(JSON.stringify(last))}\\s*:\\s*`
  const spelled = JSON.stringify(String(value)).slice(1, -1)
  return new RegExp(`${member}"?${literally(spelled)}`)
}

/**
 * What an error document says, in the members that providers use for it, at its top or under `error` or `errors`.
 *
 * @category parsing
 * @since 0.1.0
 */
export const messagesOf = (document: unknown): ReadonlyArray<string> =>
  membersOf(document, messageMembers).flatMap((value) =>
    typeof value === "string" && value.trim() !== "" ? [value] : []
  )

/**
 * Does an error document give that code or status, in the members that providers use for it?
 *
 * @category guards
 * @since 0.1.0
 */
export const hasCode = (document: unknown, code: number): boolean =>
  membersOf(document, codeMembers).some((value) => isSame(value, code))

/**
 * Text on one line of at most 200 characters, without controls, invisible or unpaired characters.
 *
 * @category formatting
 * @since 0.1.0
 */
export const lineOf = (text: string): string => {
  const line = text
    .slice(0, maxTextLength)
    .replaceAll(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
  return line.length <= maxLineLength ? line : `${line.slice(0, maxLineLength - 1).replace(/[\ud800-\udbff]$/, "")}…`
}

const messageMembers = [
  "error_msg",
  "error_message",
  "errorMessage",
  "message",
  "msg",
  "detail",
  "title",
  "error",
  "Message"
]

const codeMembers = ["code", "status", "statusCode", "status_code", "error_code", "errorCode"]

const membersOf = (document: unknown, names: ReadonlyArray<string>): ReadonlyArray<unknown> =>
  [[], ["error"], ["errors"], ["errors", "0"]].flatMap((place) => {
    const holder = valueAt(document, place)
    return names.map((name) => valueAt(holder, [name]))
  })

const unescaped = (token: string): string => token.replaceAll("~1", "/").replaceAll("~0", "~")

const parse = (text: string): unknown => {
  try {
    const document: unknown = JSON.parse(text.replace(/^\ufeff/, ""))
    return document
  } catch {
    return undefined
  }
}

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
