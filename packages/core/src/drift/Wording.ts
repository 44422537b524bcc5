/**
 * A drift in words: where it is and what it is.
 *
 * @since 0.1.0
 */
import type { Drift } from "../contract/Drift.ts"
import * as JsonType from "./JsonType.ts"
import type { Node, Tally } from "./Node.ts"
import * as Sample from "./Sample.ts"

const plain = /^[\p{L}\p{N}_$@:-]+$/u

/** New values that a line names, and the characters it shows of each. */
const namedValues = 5
const valueLength = 40

/**
 * As `Drift.path` has it.
 *
 * @category getters
 * @since 0.1.0
 */
export const pathOf = (node: Node): string => {
  const parent = node.parent === undefined ? "" : pathOf(node.parent)
  switch (node.step) {
    case "record":
      return ""
    case "items":
      return `${parent}[]`
    case "values":
      return `${parent}{}`
    case "field":
      if (!plain.test(node.name)) return `${parent}[${JSON.stringify(node.name)}]`
      return parent === "" ? node.name : `${parent}.${node.name}`
  }
}

/**
 * @category getters
 * @since 0.1.0
 */
export const driftOf = (tally: Tally): Drift => {
  const retyped = tally.kind === "retyped"
  return {
    kind: tally.kind,
    path: pathOf(tally.node),
    count: tally.records,
    sample: tally.sample,
    from: retyped ? before(tally).join(" | ") : null,
    to: retyped ? now(tally).join(" | ") : null,
    detail: `${subjectOf(tally.node)} ${predicateOf(tally)}`
  }
}

/**
 * A field that this run never had.
 *
 * @category getters
 * @since 0.1.0
 */
export const removalOf = (node: Node): Drift => {
  const present = JsonType.total(node.kept?.counts ?? [])
  const absent = node.kept?.absent ?? 0
  const before = absent === 0 ? "was always given" : `was given ${present} times in ${present + absent}`
  return {
    kind: "removed",
    path: pathOf(node),
    count: node.parent?.records ?? 0,
    sample: "",
    from: null,
    to: null,
    detail: `${subjectOf(node)} ${before} and is never given now`
  }
}

/**
 * What is said of the path.
 *
 * @category getters
 * @since 0.1.0
 */
export const predicateOf = (tally: Tally): string => {
  switch (tally.kind) {
    case "retyped":
      return `was ${withArticles(before(tally))} and is ${withArticles(now(tally))} now`
    case "nullable":
      return `was always given and is ${nullOrMissing(tally)} now`
    case "value":
      return `has ${newValues(tally)}`
    case "added":
    case "removed":
      return "is new"
  }
}

const subjectOf = (node: Node): string => (node.step === "record" ? "the record" : pathOf(node))

const before = ({ node }: Tally): ReadonlyArray<string> =>
  JsonType.namesOf(JsonType.all.filter((type) => type !== JsonType.JsonType.null && (node.kept?.counts[type] ?? 0) > 0))

const now = ({ types }: Tally): ReadonlyArray<string> =>
  JsonType.namesOf(JsonType.all.filter((type) => ((types >> type) & 1) === 1))

const withArticles = (names: ReadonlyArray<string>): string =>
  names.map((name) => (/^[ao]/.test(name) ? `an ${name}` : `a ${name}`)).join(" or ")

const nullOrMissing = ({ types, wasMissing }: Tally): string => {
  if (types === 0) return "missing"
  return wasMissing ? "null or missing" : "null"
}

const newValues = ({ node, sample }: Tally): string => {
  const novel = [...(node.values?.known ?? [])].flatMap(([text, { isNovel }]) =>
    isNovel ? [JSON.stringify(text)] : []
  )
  // Values that are too long to be kept leave the sample alone.
  const all = novel.length === 0 ? [sample] : novel
  const named = all.slice(0, namedValues).map((text) => Sample.cut(text, valueLength))
  const left = all.length - named.length
  const more = node.values?.hasMore === true && novel.length > 0 ? " and others" : left > 0 ? ` and ${left} more` : ""
  return `${all.length === 1 && more === "" ? "the new value" : "new values"} ${named.join(", ")}${more}`
}
