/**
 * The local names of qualified ones, each a string of its own that holds on to no chunk of a document.
 *
 * @since 0.1.0
 */

/**
 * Nothing for a name that has no local part, one that no name begins with, or more than one colon.
 *
 * @category models
 * @since 0.1.0
 */
export type LocalNames = (name: string) => string | undefined

/** A prefix hides it from the parser, which knows of no namespaces. */
const beginsNoName = /^[\u0300-\u036f\u00b7\u203f\u2040.0-9-]/

/** Distinct names that are remembered, which is for speed only. */
const maxKnown = 1000

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (): LocalNames => {
  const known = new Map<string, string>()
  // A name that was just made is hashed to be looked up, which takes longer than a comparison with the one that is likely.
  const likely: Array<string> = []
  const locals: Array<string> = []

  const learn = (name: string): string | undefined => {
    const colon = name.indexOf(":")
    const local = name.slice(colon + 1)
    if (colon === 0 || local === "" || local.includes(":") || beginsNoName.test(local)) return undefined
    const interned = intern(local)
    if (known.size < maxKnown) known.set(intern(name), interned)
    return interned
  }
  return (name) => {
    const last = name.length - 1
    const slot = (last * 61 + name.charCodeAt(0) * 7 + name.charCodeAt(last)) & 255
    if (likely[slot] === name) return locals[slot]
    const local = known.get(name) ?? learn(name)
    if (local === undefined) return undefined
    likely[slot] = intern(name)
    locals[slot] = local
    return local
  }
}

/** The key of an object is the one copy of a string that V8 finds by its address, and holds on to no chunk. */
const intern = (text: string): string => Object.keys({ [text]: 0 })[0]!
