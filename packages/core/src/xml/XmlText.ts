/**
 * The text of an XML document out of its bytes. The charset is that of a byte order mark, else of the content type, else
 * of the XML declaration, else UTF-8; once the bytes are text, what the declaration says no longer matters.
 *
 * UTF-8, UTF-16, ISO-8859-1 and windows-1252 are read, ISO-8859-1 as the windows-1252 that it is in practice. Any other
 * charset is refused by its name, and so are bytes that are no text in the charset.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import * as Charset from "./Charset.ts"
import * as XmlError from "./XmlError.ts"

/**
 * After a failure, every call gives that failure again.
 *
 * @category models
 * @since 0.1.0
 */
export interface XmlText {
  /** The text that is known so far; none while the charset is not. Without the byte order mark. */
  readonly write: (bytes: Uint8Array) => Result.Result<string, XmlError.XmlError>
  /** The rest of the text; fails when a character is unfinished. */
  readonly end: () => Result.Result<string, XmlError.XmlError>
}

/**
 * Decodes bytes as they come; the content type is that of the answer, such as `text/xml; charset=utf-8`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (contentType: string | undefined): XmlText => {
  const named = charsetOf(contentType)
  let head = Buffer.alloc(0)
  let decoder: Charset.Decoder | undefined
  let failure: Result.Result<string, XmlError.XmlError> | undefined

  const keep = (text: Result.Result<string, XmlError.XmlError>) => {
    if (Result.isFailure(text)) failure = text
    return text
  }
  const start = (isWhole: boolean): Result.Result<string, XmlError.XmlError> => {
    const found = detect(head, named, isWhole)
    if (found === undefined) return Result.succeed("")
    if (Result.isFailure(found)) return Result.fail(found.failure)
    decoder = Charset.decoder(found.success.charset)
    const text = decoder.write(head.subarray(found.success.mark))
    head = Buffer.alloc(0)
    return text
  }

  return {
    write: (bytes) => {
      if (failure !== undefined) return failure
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      if (decoder !== undefined) return keep(decoder.write(buffer))
      head = Buffer.concat([head, buffer])
      return keep(start(false))
    },
    end: () => {
      if (failure !== undefined) return failure
      const text = decoder === undefined ? start(true) : Result.succeed("")
      const last = decoder === undefined || Result.isFailure(text) ? text : decoder.end()
      return keep(Result.isFailure(last) ? last : text)
    }
  }
}

/**
 * @category decoding
 * @since 0.1.0
 */
export const decode = (
  bytes: Uint8Array,
  contentType: string | undefined
): Result.Result<string, XmlError.XmlError> => {
  const text = make(contentType)
  const first = text.write(bytes)
  const last = text.end()
  return Result.isFailure(first) ? first : Result.map(last, (rest) => first.success + rest)
}

interface Found {
  readonly charset: Charset.Charset
  /** Bytes of the byte order mark. */
  readonly mark: number
}

/** Longer declarations are refused. */
const longestDeclaration = 1024

/** Nothing while more bytes are needed. */
const detect = (
  head: Buffer,
  named: string | undefined,
  isWhole: boolean
): Result.Result<Found, XmlError.XmlError> | undefined => {
  if (head.length < 4 && !isWhole) return undefined
  const signature = head.toString("hex", 0, 4)
  if (signature === "fffe0000" || signature === "0000feff") return refuse("utf-32")
  if (signature.startsWith("efbbbf")) return Result.succeed({ charset: "utf-8", mark: 3 })
  if (signature.startsWith("fffe")) return Result.succeed({ charset: "utf-16le", mark: 2 })
  if (signature.startsWith("feff")) return Result.succeed({ charset: "utf-16be", mark: 2 })

  const order = signature.startsWith("3c00") ? "utf-16le" : signature.startsWith("003c") ? "utf-16be" : undefined
  if (named === "utf-16") {
    return order === undefined
      ? Result.fail(XmlError.make("Encoding", "the content type says utf-16, and the bytes are not"))
      : Result.succeed({ charset: order, mark: 0 })
  }
  if (named !== undefined) return of(named)
  if (order !== undefined) return Result.succeed({ charset: order, mark: 0 })

  if (!declaration.startsWith(head.toString("latin1", 0, declaration.length))) return of("utf-8")
  const text = head.toString("latin1", 0, longestDeclaration)
  const end = text.indexOf("?>")
  if (text.length > declaration.length && !/\s/.test(text[declaration.length]!)) return of("utf-8")
  if (end === -1) {
    if (text.length < longestDeclaration) return isWhole ? of("utf-8") : undefined
    return Result.fail(XmlError.make("Encoding", `the XML declaration is longer than ${longestDeclaration} bytes`))
  }
  const declared = /\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(text.slice(0, end))
  const name = (declared?.[1] ?? declared?.[2] ?? "utf-8").toLowerCase()
  // Whatever is readable as `<?xml` is not UTF-16: writers that make a string first declare what the string was.
  return of(/^utf-?16(le|be)?$/.test(name) ? "utf-8" : name)
}

const declaration = "<?xml"

const charsets: ReadonlyMap<string, Charset.Charset> = new Map([
  ["utf-8", "utf-8"],
  ["utf8", "utf-8"],
  ["utf-16le", "utf-16le"],
  ["utf-16be", "utf-16be"],
  ["iso-8859-1", "windows-1252"],
  ["latin1", "windows-1252"],
  ["windows-1252", "windows-1252"],
  ["cp1252", "windows-1252"]
])

const of = (name: string): Result.Result<Found, XmlError.XmlError> => {
  const charset = charsets.get(name)
  return charset === undefined ? refuse(name) : Result.succeed({ charset, mark: 0 })
}

const refuse = (name: string): Result.Result<never, XmlError.XmlError> =>
  Result.fail(
    XmlError.make(
      "Encoding",
      `the charset ${JSON.stringify(name.slice(0, 40))} is not read; utf-8, utf-16, iso-8859-1 and windows-1252 are`
    )
  )

/** Its charset parameter in lower case, unless it has none. */
const charsetOf = (contentType: string | undefined): string | undefined => {
  for (const [, name, quoted, plain] of (contentType ?? "").matchAll(/;\s*([^\s=;]+)\s*=\s*(?:"([^"]*)"|([^;]*))/g)) {
    if (name?.toLowerCase() !== "charset") continue
    const value = (quoted ?? plain ?? "").trim().replaceAll("'", "").toLowerCase()
    if (value !== "") return value
  }
  return undefined
}
