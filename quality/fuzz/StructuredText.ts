/**
 * Lists and dictionaries of RFC 9651 read letter by letter as its section 4.2 says, and nothing else: a second opinion.
 *
 * @since 0.1.0
 */

/**
 * `Other` stands for all that is neither an integer nor a string, as it is written.
 *
 * @category models
 * @since 0.1.0
 */
export interface Item {
  readonly value: readonly [kind: "Integer" | "String" | "Other", value: number | string]
  readonly parameters: ReadonlyArray<readonly [string, Item["value"]]>
}

class Malformed extends Error {}

const lower = "abcdefghijklmnopqrstuvwxyz"
const digit = "0123456789"
const alpha = lower + lower.toUpperCase()
const tchar = `!#$%&'*+-.^_\`|~${digit}${alpha}`

const reader = (text: string) => {
  let at = 0
  const peek = () => text[at] ?? ""
  const isIn = (set: string) => peek() !== "" && set.includes(peek())
  const eat = (set: string): string => {
    if (!isIn(set)) throw new Malformed()
    return text[at++]!
  }
  const run = (set: string): string => {
    const from = at
    while (isIn(set)) at++
    return text.slice(from, at)
  }
  const parameters = (): Item["parameters"] => {
    const found = new Map<string, Item["value"]>()
    while (peek() === ";") {
      at++
      run(" ")
      const name = key()
      // A name that comes again is put behind the others only by the text; its value counts.
      if (peek() === "=") {
        at++
        found.set(name, bare())
      } else found.set(name, ["Other", "?1"])
    }
    return [...found]
  }
  const key = (): string => eat(`${lower}*`) + run(`${lower}${digit}_-.*`)
  const number = (): Item["value"] => {
    const from = at
    if (peek() === "-") at++
    if (!isIn(digit)) throw new Malformed()
    const whole = run(digit)
    if (peek() !== ".") {
      if (whole.length > 15) throw new Malformed()
      return ["Integer", Number(text.slice(from, at)) + 0]
    }
    at++
    const part = run(digit)
    if (whole.length > 12 || part.length < 1 || part.length > 3) throw new Malformed()
    return ["Other", text.slice(from, at)]
  }
  const quoted = (): string => {
    at++
    let value = ""
    for (;;) {
      const unit = peek()
      if (unit === "" || unit < " " || unit > "~") throw new Malformed()
      at++
      if (unit === '"') return value
      if (unit === "\\") {
        if (peek() !== '"' && peek() !== "\\") throw new Malformed()
        value += text[at++]
      } else value += unit
    }
  }
  const bare = (): Item["value"] => {
    const from = at
    const first = peek()
    if (first === "-" || isIn(digit)) return number()
    if (first === '"') return ["String", quoted()]
    if (isIn(`${alpha}*`)) {
      at++
      run(`${tchar}:/`)
    } else if (first === ":") {
      at++
      run(`${alpha}${digit}+/=`)
      eat(":")
    } else if (first === "?") {
      at++
      eat("01")
    } else if (first === "@") {
      at++
      const [kind] = number()
      if (kind !== "Integer") throw new Malformed()
    } else if (first === "%") {
      at++
      displayed()
    } else throw new Malformed()
    return ["Other", text.slice(from, at)]
  }
  const displayed = () => {
    eat('"')
    for (;;) {
      const unit = peek()
      if (unit === "" || unit < " " || unit > "~") throw new Malformed()
      at++
      if (unit === '"') return
    }
  }
  const item = (): Item => {
    const value = bare()
    return { value, parameters: parameters() }
  }
  const members = (member: () => void) => {
    run(" ")
    if (at === text.length) return
    for (;;) {
      member()
      run(" \t")
      if (at === text.length) return
      eat(",")
      run(" \t")
      if (at === text.length) throw new Malformed()
    }
  }
  return { item, key, members, parameters, eats: (unit: string) => peek() === unit && at++ >= 0 }
}

const attempt = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof Malformed) return undefined
    throw cause
  }
}

/**
 * @category parsing
 * @since 0.1.0
 */
export const list = (text: string): ReadonlyArray<Item> | undefined =>
  attempt(() => {
    const scan = reader(text)
    const items: Array<Item> = []
    scan.members(() => items.push(scan.item()))
    return items
  })

/**
 * @category parsing
 * @since 0.1.0
 */
export const dictionary = (text: string): ReadonlyArray<readonly [string, Item]> | undefined =>
  attempt(() => {
    const scan = reader(text)
    const entries = new Map<string, Item>()
    scan.members(() => {
      const key = scan.key()
      const item: Item = scan.eats("=") ? scan.item() : { value: ["Other", "?1"], parameters: scan.parameters() }
      entries.set(key, item)
    })
    return [...entries]
  })
