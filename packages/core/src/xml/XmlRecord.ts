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

/** An element that is open; used again for every one of its depth. */
interface Frame {
  /** Only of elements that have attributes or children. */
  record: Open | undefined
  text: string
  isSkipped: boolean
}

const isBlank = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x09 && code !== 0x0d) return false
  }
  return true
}

/** Keys of attributes that are remembered, which is for speed only. */
const maxKeys = 1000

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
  const frames: Array<Frame> = []
  const keys = new Map<string, string>()
  let depth = 0
  let done: XmlValue | undefined

  const keyOf = (attribute: string): string => {
    const known = keys.get(attribute)
    if (known !== undefined) return known
    const key = `@${attribute}`
    if (keys.size < maxKeys) keys.set(attribute, key)
    return key
  }
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
  const dropBlank = (frame: Frame) => {
    if (frame.text !== "" && isBlank(frame.text)) frame.text = ""
  }

  return {
    open: (_, attributes) => {
      const frame = (frames[depth++] ??= { record: undefined, text: "", isSkipped: false })
      frame.text = ""
      frame.isSkipped = false
      frame.record = undefined
      if (attributes.length === 0) return
      const record: Open = {}
      for (const [attribute, value] of attributes) record[keyOf(attribute)] = value
      frame.record = record
    },
    text: (text) => {
      frames[depth - 1]!.text += text
    },
    close: (name) => {
      const { isSkipped, record, text } = frames[--depth]!
      let value: XmlValue = text
      if (record !== undefined) {
        if (!isBlank(text)) record["#text"] = text
        value = record
      } else if (isSkipped && isBlank(text)) value = ""
      if (depth === 0) {
        done = value
        return
      }
      const parent = frames[depth - 1]!
      dropBlank(parent)
      put((parent.record ??= {}), name, value)
    },
    skip: () => {
      const frame = frames[depth - 1]!
      frame.isSkipped = true
      dropBlank(frame)
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
