/**
 * The documents of requests and answers: the text of a tree, and the tree of a text, for JSON and XML alike.
 *
 * @since 0.1.0
 */
import { ExactJson } from "@innlet/core/domain"
import { XmlReader, XmlRecord } from "@innlet/core/xml"
import { Result } from "effect"
import * as XmlWriter from "./XmlWriter.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type Format = "json" | "xml"

/**
 * The tree of a whole document; undefined for a text that is empty or blank. JSON numbers that a double can't hold come as
 * their text. XML is read strictly: one root that is closed, no DTD, and elements without attributes and children are their
 * text, never trimmed.
 *
 * Fails in one line that repeats nothing of the text but the names of elements.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (format: Format, text: string): Result.Result<unknown, string> => {
  if (!/\S/.test(text)) return Result.succeed(undefined)
  const whole = text.startsWith("\ufeff") ? text.slice(1) : text
  return format === "json" ? parseJson(whole) : parseXml(whole)
}

/**
 * The same once it is asked for, and then again.
 *
 * @category parsing
 * @since 0.1.0
 */
export const lazily = (format: Format, text: string): (() => Result.Result<unknown, string>) => {
  let parsed: Result.Result<unknown, string> | undefined
  return () => (parsed ??= parse(format, text))
}

/**
 * The text of a tree. In XML numbers and booleans are written as JSON writes them, a list is its element again and again, in
 * the order of the object, and what is null or undefined is left out.
 *
 * Fails in one line on what the format can't hold, naming its place and not its value: no or several roots, a name that is
 * none in XML, a control character, a list in a list, a number that is not finite.
 *
 * @category writing
 * @since 0.1.0
 */
export const write = (format: Format, tree: unknown): Result.Result<string, string> =>
  format === "json" ? writeJson(tree) : XmlWriter.write(tree)

const parseJson = (text: string): Result.Result<unknown, string> => {
  try {
    return Result.succeed(ExactJson.parse(text))
  } catch (error) {
    const flaw = error instanceof RangeError ? "nested too deep to be read" : "not whole JSON"
    return Result.fail(`the answer is ${flaw} (${text.length} characters)`)
  }
}

const noLists: ReadonlySet<string> = new Set()

const parseXml = (text: string): Result.Result<unknown, string> => {
  const builder = XmlRecord.builder(noLists)
  let root = ""
  let depth = 0
  const reader = XmlReader.make({
    open: (name, attributes) => {
      if (depth++ === 0) root = name
      builder.open(name, attributes)
    },
    text: builder.text,
    close: (name) => {
      depth--
      builder.close(name)
    }
  })
  // Only the end tells that a document is whole: a cut list looks like a short one.
  const failure = reader.write(text) ?? reader.end()
  return failure === undefined
    ? Result.succeed({ [root]: builder.take() })
    : Result.fail(`the answer is not whole XML (${text.length} characters): ${failure.message}`)
}

const writeJson = (tree: unknown): Result.Result<string, string> => {
  let flaw: string | undefined
  const text: unknown = JSON.stringify(tree, (name, value: unknown) => {
    // JSON.stringify would write null, which is another value.
    if (typeof value === "number" && !Number.isFinite(value)) flaw ??= `the number "${name}" is not finite`
    return value
  })
  if (flaw !== undefined) return Result.fail(flaw)
  return typeof text === "string" ? Result.succeed(text) : Result.fail("there is nothing to write")
}
