/**
 * How the mock legacy provider writes XML. What it reads is in `LegacyRequest`.
 *
 * @since 0.1.0
 */

/**
 * Text as it stands between tags. A carriage return becomes a reference, since readers turn a plain one into a line feed
 * (Source: XML 1.0, section 2.11).
 *
 * @category combinators
 * @since 0.1.0
 */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;")

/**
 * Text as it stands between double quotes. Tabs and line feeds become references too, since readers turn plain ones into
 * spaces (Source: XML 1.0, section 3.3.3).
 *
 * @category combinators
 * @since 0.1.0
 */
export const quoted = (text: string): string =>
  escaped(text).replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;")

/**
 * Text as CDATA: as many sections as its `]]>` ask for. Holds what `text` holds as long as that has no carriage return.
 *
 * @category combinators
 * @since 0.1.0
 */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`

/**
 * An element around XML that is already written, with its attributes' values as they are before quoting.
 *
 * @category constructors
 * @since 0.1.0
 */
export const element = (name: string, content: string, attributes: Readonly<Record<string, string>> = {}): string => {
  let head = name
  for (const [key, value] of Object.entries(attributes)) head += ` ${key}="${quoted(value)}"`
  return content === "" ? `<${head}/>` : `<${head}>${content}</${name}>`
}

/**
 * An element around text.
 *
 * @category constructors
 * @since 0.1.0
 */
export const text = (name: string, value: string): string => element(name, escaped(value))
