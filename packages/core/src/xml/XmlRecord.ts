/**
 * Elements as plain values that survive JSON: texts verbatim, objects and arrays, nothing converted.
 *
 * @since 0.1.0
 */
import type { Handlers } from "./XmlReader.ts"

/**
 * @category models
 * @since 0.1.0
 */
export type XmlValue = string | XmlRecord | ReadonlyArray<XmlValue>

/**
 * An element with attributes or children: attributes as `@name`, text that is not blank as `#text`, children by local name.
 *
 * @category models
 * @since 0.1.0
 */
export interface XmlRecord {
  readonly [name: string]: XmlValue
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Builder extends Handlers {
  /** The value of the outermost element, once after it was closed. */
  readonly take: () => XmlValue | undefined
  /** Notes a child that is left out, so that the blanks around it are no text. */
  readonly skip: () => void
}

type Open = { [name: string]: XmlValue }

const isBlank = (text: string): boolean => text === "" || !/[^ \t\r\n]/.test(text)

/**
 * An element with only text and no attributes is that text verbatim: never trimmed, `""` when it is empty. A child whose
 * name is in `lists`, or that comes more than once, is an array in its order. `#text` is all text put together, without
 * the blank one before a child.
 *
 * @category constructors
 * @since 0.1.0
 */
export const builder = (lists: ReadonlySet<string>): Builder => {
  const hasLists = lists.size > 0
  // By depth, and used again for every element there: a record only of elements that have attributes or children.
  const records: Array<Open | undefined> = []
  const texts: Array<string> = []
  const skipped: Array<boolean> = []
  let top = -1
  let done: XmlValue | undefined

  const put = (record: Open, name: string, value: XmlValue) => {
    const there = record[name]
    // Whatever an object inherits, such as `constructor`, is not undefined; own values neither.
    if (there === undefined) record[name] = hasLists && lists.has(name) ? [value] : value
    else if (!Object.hasOwn(record, name)) {
      const first = hasLists && lists.has(name) ? [value] : value
      // An assignment to `__proto__` would set the prototype.
      Object.defineProperty(record, name, { value: first, writable: true, enumerable: true, configurable: true })
    } else if (isList(there)) there.push(value)
    else record[name] = [there, value]
  }
  const dropBlank = () => {
    if (texts[top] !== "" && isBlank(texts[top]!)) texts[top] = ""
  }

  return {
    open: (_, attributes) => {
      top++
      texts[top] = ""
      skipped[top] = false
      records[top] = undefined
      if (attributes.size === 0) return
      const record: Open = {}
      for (const [attribute, value] of attributes) record[`@${attribute}`] = value
      records[top] = record
    },
    text: (text) => {
      texts[top] += text
    },
    close: (name) => {
      const text = texts[top]!
      const record = records[top]
      let value: XmlValue = text
      if (record !== undefined) {
        if (!isBlank(text)) record["#text"] = text
        value = record
      } else if (skipped[top] === true && isBlank(text)) value = ""
      top--
      if (top < 0) {
        done = value
        return
      }
      dropBlank()
      put((records[top] ??= {}), name, value)
    },
    skip: () => {
      skipped[top] = true
      dropBlank()
    },
    take: () => {
      const value = done
      done = undefined
      return value
    }
  }
}

/** Only the builder makes the arrays that are in its records. */
const isList = (value: XmlValue): value is Array<XmlValue> => Array.isArray(value)
