/**
 * Places inside of an XML value, by local names. Letters' case doesn't count, since the service's documents and its answers
 * differ in it, and an error that is overlooked would look like an empty page.
 *
 * @since 0.1.0
 */
import type { XmlRecord } from "@innlet/core/xml"

type XmlValue = XmlRecord.XmlValue

/**
 * @category guards
 * @since 0.1.0
 */
export const isRecord = (value: XmlValue | undefined): value is XmlRecord.XmlRecord =>
  typeof value === "object" && !Array.isArray(value)

/**
 * All children of that name, in order.
 *
 * @category getters
 * @since 0.1.0
 */
export const children = (value: XmlValue | undefined, name: string): ReadonlyArray<XmlValue> => {
  if (!isRecord(value)) return []
  const wanted = name.toLowerCase()
  return Object.keys(value)
    .filter((key) => key.toLowerCase() === wanted)
    .flatMap((key): ReadonlyArray<XmlValue> => asList(value[key]))
}

/**
 * The first child of that name.
 *
 * @category getters
 * @since 0.1.0
 */
export const child = (value: XmlValue | undefined, name: string): XmlValue | undefined => children(value, name)[0]

/**
 * The first child element, whatever its name.
 *
 * @category getters
 * @since 0.1.0
 */
export const only = (value: XmlValue | undefined): XmlValue | undefined => {
  const [name] = names(value)
  return name === undefined ? undefined : child(value, name)
}

/**
 * The names of the child elements.
 *
 * @category getters
 * @since 0.1.0
 */
export const names = (value: XmlValue | undefined): ReadonlyArray<string> =>
  isRecord(value) ? Object.keys(value).filter((key) => !key.startsWith("@") && key !== "#text") : []

/**
 * The text at a path of names, as it came; empty where there is none.
 *
 * @category getters
 * @since 0.1.0
 */
export const text = (value: XmlValue | undefined, ...path: ReadonlyArray<string>): string => {
  const at = path.reduce<XmlValue | undefined>(child, value)
  if (typeof at === "string") return at
  const own = isRecord(at) ? at["#text"] : undefined
  return typeof own === "string" ? own : ""
}

/**
 * All text inside, apart by spaces.
 *
 * @category getters
 * @since 0.1.0
 */
export const words = (value: XmlValue | undefined): string => {
  if (value === undefined) return ""
  if (typeof value === "string") return value
  if (!isRecord(value)) return asList(value).map(words).join(" ")
  return Object.entries(value)
    .filter(([key]) => !key.startsWith("@"))
    .map(([, inner]) => words(inner))
    .join(" ")
}

const asList = (value: XmlValue | undefined): ReadonlyArray<XmlValue> =>
  value === undefined ? [] : isList(value) ? value : [value]

const isList = (value: XmlValue): value is ReadonlyArray<XmlValue> => Array.isArray(value)
