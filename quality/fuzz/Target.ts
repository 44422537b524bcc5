/**
 * Something that reads what others wrote, and what has to hold whatever they wrote.
 *
 * An input is always a text; a target that reads bytes takes each character for one byte (Latin-1).
 *
 * @since 0.1.0
 */
import type { Chance } from "./Chance.ts"

/**
 * What the inputs look like, which decides how they are changed.
 *
 * @category models
 * @since 0.1.0
 */
export type Form = "text" | "json" | "xml" | "lines" | "bytes"

/**
 * @category models
 * @since 0.1.0
 */
export interface Target {
  readonly name: string
  /** What it reads, in a few words. */
  readonly what: string
  readonly form: Form
  /** Parts of the paths of the files whose coverage leads the search. */
  readonly sources: ReadonlyArray<string>
  /** Inputs to begin with. */
  readonly seeds: readonly [string, ...ReadonlyArray<string>]
  /** Words of the language, to be put in anywhere. */
  readonly words: ReadonlyArray<string>
  /** Longer inputs are cut; characters. */
  readonly maxLength: number
  /** Its part of the executions of a run; a cheap target has 10. */
  readonly weight: number
  /** A fresh input, where more can be made than changes of known ones. */
  readonly generate?: ((chance: Chance) => string) | undefined
  /**
   * Reads the input and throws when something does not hold. The result tells in a word what became of it: an input with a
   * result that no other had is kept.
   */
  readonly run: (input: string) => string | Promise<string>
}

/**
 * What a target throws when something does not hold.
 *
 * @category errors
 * @since 0.1.0
 */
export class Broken extends Error {
  override readonly name = "Broken"
}

/**
 * Throws unless it holds.
 *
 * @category guards
 * @since 0.1.0
 */
export const holds: (condition: boolean, otherwise: string) => asserts condition = (condition, otherwise) => {
  if (!condition) throw new Broken(otherwise)
}

/**
 * Throws unless both are the same as JSON; what they are is told in short.
 *
 * @category guards
 * @since 0.1.0
 */
export const same = (actual: unknown, expected: unknown, what: string): void => {
  const [is, was] = [textOf(actual), textOf(expected)]
  if (is !== was) throw new Broken(`${what}: ${clip(is)} instead of ${clip(was)}`)
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (inner === undefined ? "undefined" : inner)) ?? "undefined"

const clip = (text: string): string => (text.length <= 300 ? text : `${text.slice(0, 300)}…`)
