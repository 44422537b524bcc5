/**
 * Reads the text of a manifest as JSON or YAML 1.2, and refuses whatever would silently become another value: keys that stand
 * twice, numbers that are not written as they are read, values left empty, tags, merge keys, aliases inside of themselves.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import {
  type Document,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError
} from "yaml"

/**
 * What the text says, or its problems, each with its line and column.
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (form: "json" | "yaml", text: string): Result.Result<unknown, ReadonlyArray<string>> => {
  const plain = text.replace(/^\uFEFF/, "")
  if (plain.trim() === "") return Result.fail(["it is empty"])
  try {
    const json = form === "json" ? Result.mapError(jsonOf(plain), (problem) => [problem]) : undefined
    if (json !== undefined && Result.isFailure(json)) return json
    return Result.map(treeOf(plain), (tree) => (json === undefined ? tree : json.success))
  } catch {
    // Both parsers are recursive, and fail by the stack alone.
    return Result.fail(["it is nested too deeply"])
  }
}

/**
 * The form a file has by its extension, else by its first character.
 *
 * @category getters
 * @since 0.1.0
 */
export const formOf = (file: string, text: string): "json" | "yaml" => {
  const extension = /\.(json|ya?ml)$/i.exec(file)?.[1]?.toLowerCase()
  return extension === "json" || (extension === undefined && /^\uFEFF?\s*[{[]/.test(text)) ? "json" : "yaml"
}

const jsonOf = (text: string): Result.Result<unknown, string> =>
  Result.try({ try: (): unknown => JSON.parse(text), catch: (cause) => `not JSON${whereOf(text, cause)}` })

// The engine's own message quotes the text around the mistake, which may be a secret.
const whereOf = (text: string, cause: unknown): string => {
  if (cause instanceof RangeError) throw cause
  const message = cause instanceof Error ? cause.message : ""
  const place = /\(line (\d+) column (\d+)\)/.exec(message)
  if (place !== null) return ` at line ${place[1]}, column ${place[2]}`
  return message.includes("end of JSON") ? `: it ends at line ${text.split("\n").length}, unfinished` : ""
}

/** JSON is read this way too, since `JSON.parse` takes the last of keys that stand twice. */
const treeOf = (text: string): Result.Result<unknown, ReadonlyArray<string>> => {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines
  })
  const at = (offset: number | undefined, problem: string): string => {
    const { col, line } = lines.linePos(offset ?? 0)
    return `line ${line}, column ${col}: ${problem}`
  }
  const told = [...document.errors, ...document.warnings].map((error) => at(error.pos[0], wordsOf(error, text)))
  // After the first few, a mistake of syntax shows itself again and again.
  const problems = [...new Set(told)].slice(0, 5)
  if (problems.length === 0) problems.push(...traps(document, at))
  if (problems.length > 0) return Result.fail(problems)
  return Result.try({
    try: (): unknown => document.toJS({ maxAliasCount: 100 }),
    catch: () => ["its aliases stand for too much"]
  })
}

const wordsOf = ({ code, message, pos }: YAMLError, text: string): string => {
  if (code === "DUPLICATE_KEY") return `the key ${keyAt(text, pos[0])} stands twice in one object`
  if (message.includes("call stack")) return "it is nested too deeply"
  if (code === "MULTIPLE_DOCS") return "a second document begins here; a manifest is one"
  if (message.includes("closing") && message.includes("quote")) return "a text in quotes does not end"
  return message.replaceAll(/\s*\n\s*/g, " ")
}

const keyAt = (text: string, offset: number): string =>
  JSON.stringify(
    (/^(?:"([^"\n]*)"|'([^'\n]*)'|([^:\n]*))/.exec(text.slice(offset, offset + 100)) ?? []).slice(1).join("").trim()
  )

/** What the YAML library reads without a word, and not as it is written. */
const traps = (
  document: Document,
  at: (offset: number | undefined, problem: string) => string
): ReadonlyArray<string> => {
  const problems: Array<string> = []
  const note = (node: Node, problem: string | undefined): void => {
    if (problem !== undefined) problems.push(at(node.range?.[0], problem))
  }
  const version = document.directives?.yaml
  if (version?.explicit === true && version.version !== "1.2") {
    problems.push(at(0, `a manifest is YAML 1.2, not ${version.version}`))
  }
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) && isNode(key)) note(key, "a key has to be a text")
      if (value === null && isNode(key)) note(key, "nothing stands behind this key")
      if (isScalar(key) && key.value === "<<") note(key, "merge keys (<<) are not read; write the members out")
    },
    Alias: (_, alias, path) => {
      const target = alias.resolve(document)
      if (target === undefined) note(alias, `there is no &${alias.source} before *${alias.source}`)
      else if (path.includes(target)) note(alias, `*${alias.source} stands inside of what it stands for`)
    },
    Collection: (_, collection) => note(collection, tagOf(collection)),
    Scalar: (_, scalar) => note(scalar, tagOf(scalar) ?? misreading(scalar))
  })
  return problems
}

const tagOf = ({ tag }: Node): string | undefined =>
  tag === undefined ? undefined : "tags are not read; put a text in quotes"

const misreading = ({ source = "", value }: Scalar): string | undefined => {
  if (value === null && source === "") return "nothing stands here; write null where that is meant"
  if (typeof value !== "number" || String(value) === source) return undefined
  const read = Number.isFinite(value) ? `as ${value}` : "as no number"
  return `${source} would be read ${read}; put a text in quotes, and write a number the short way`
}
