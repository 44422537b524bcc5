/**
 * What is wrong with a value that should be a manifest, as lines of a place and a problem. Of a union, only the problems of the
 * member are told that was meant; of an unknown key, the known one that is nearest.
 *
 * @since 0.1.0
 */
import { SchemaIssue } from "effect"
import type { SchemaAST } from "effect"
import * as Form from "./Form.ts"

/**
 * One problem a line: `streams.rooms.pagination.offset: Missing; expected …`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const linesOf = (issue: SchemaIssue.Issue, value: unknown): ReadonlyArray<string> =>
  problemsOf(issue, [], value).map(({ path, problem }) =>
    path.length === 0 ? problem : `${path.join(".")}: ${problem}`
  )

interface Problem {
  readonly path: ReadonlyArray<string>
  readonly problem: string
}

type Path = Problem["path"]

const formatOf = SchemaIssue.makeFormatterStandardSchemaV1()

const problemsOf = (issue: SchemaIssue.Issue, path: Path, value: unknown): ReadonlyArray<Problem> => {
  switch (issue._tag) {
    case "Encoding":
      return problemsOf(issue.issue, path, value)
    case "Pointer":
      return problemsOf(issue.issue, [...path, ...issue.path.map(String)], memberAt(value, issue.path))
    case "Composite":
      return ofObject(issue, path, value)
    case "AnyOf":
      return ofUnion(issue, path, value)
    case "InvalidType":
      return [{ path, problem: expected(issue.ast, value) }]
    case "UnexpectedKey":
      return [{ path, problem: "Unknown key" }]
    default:
      return formatOf(issue).issues.map((inner) => ({
        path: [...path, ...(inner.path ?? []).map((part) => String(typeof part === "object" ? part.key : part))],
        problem: inner.message
      }))
  }
}

const memberAt = (value: unknown, path: ReadonlyArray<PropertyKey>): unknown =>
  path.reduce<unknown>((at, key) => (isObject(at) ? Reflect.get(at, key) : undefined), value)

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null

const isRecord = (value: unknown): value is object => isObject(value) && !Array.isArray(value)

const ofObject = (issue: SchemaIssue.Composite, path: Path, value: unknown): ReadonlyArray<Problem> => {
  const members = issue.ast._tag === "Objects" ? issue.ast.propertySignatures : []
  const known = members.map(({ name }) => String(name))
  const misspelt = new Set<string>()
  const problems = issue.issues.flatMap((inner): ReadonlyArray<Problem> => {
    if (inner._tag !== "Pointer" || inner.issue._tag !== "UnexpectedKey") return []
    const key = String(inner.path[0])
    const free = known.filter((name) => !isRecord(value) || !Object.hasOwn(value, name))
    const near = Form.nearest(key, free)
    if (near !== undefined) misspelt.add(near)
    const instead = near === undefined ? `expected ${Form.listed(known)}` : `did you mean "${near}"?`
    return [{ path: [...path, key], problem: `Unknown key; ${instead}` }]
  })
  const others = issue.issues.flatMap((inner): ReadonlyArray<Problem> => {
    if (inner._tag !== "Pointer") return problemsOf(inner, path, value)
    if (inner.issue._tag === "UnexpectedKey") return []
    if (inner.issue._tag !== "MissingKey") return problemsOf(inner, path, value)
    const key = String(inner.path[0])
    const member = members.find(({ name }) => name === key)
    return misspelt.has(key)
      ? []
      : [
          {
            path: [...path, key],
            problem: member === undefined ? "Missing" : `Missing; expected ${Form.of(member.type)}`
          }
        ]
  })
  return [...others, ...problems]
}

const ofUnion = ({ ast, issues }: SchemaIssue.AnyOf, path: Path, value: unknown): ReadonlyArray<Problem> => {
  const tag = Form.tagOf(ast)
  if (tag !== undefined && issues.length === 0 && isRecord(value)) {
    const given: unknown = Reflect.get(value, tag.key)
    const problem = given === undefined ? `Missing; expected ${Form.listed(tag.values)}` : choice(tag.values, given)
    return [{ path: [...path, tag.key], problem }]
  }
  const [meant, ...others] = issues.filter((issue) => isMeant(issue, value))
  if (meant !== undefined && others.length === 0) return problemsOf(meant, path, value)
  return [{ path, problem: expected(ast, value) }]
}

/** Is this the problem of the member that the value tries to be? */
const isMeant = (issue: SchemaIssue.Issue, value: unknown): boolean => {
  switch (issue._tag) {
    case "Filter":
      return true
    case "Composite": {
      if (issue.ast._tag !== "Objects" || !isRecord(value)) return issue.ast._tag === "Arrays" && Array.isArray(value)
      const { indexSignatures, propertySignatures } = issue.ast
      return indexSignatures.length > 0 || propertySignatures.some(({ name }) => Object.hasOwn(value, name))
    }
    case "AnyOf":
      return issue.issues.some((inner) => isMeant(inner, value))
    default:
      return false
  }
}

const expected = (ast: SchemaAST.AST, value: unknown): string => {
  const literals = Form.literalsOf(ast)
  if (literals.length > 0 && typeof value === "string") return choice(literals, value)
  const keys = isRecord(value) ? Object.keys(value) : []
  const near = keys.map((key) => Form.nearest(key, Form.keysOf(ast))).find((key) => key !== undefined)
  const known = near !== undefined && !keys.includes(near) ? `; did you mean "${near}"?` : ""
  return `Expected ${Form.of(ast)}${known}`
}

const choice = (values: ReadonlyArray<string>, given: unknown): string => {
  const near = Form.nearest(String(given), values)
  return `Expected ${Form.listed(values)}${near === undefined ? "" : `; did you mean "${near}"?`}`
}
