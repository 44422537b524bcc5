/** XML, whole and in any pieces, and against a second reader. */
import * as XmlReader from "../../../packages/core/src/xml/XmlReader.ts"
import * as Chance from "../Chance.ts"
import { holds, same, type Target } from "../Target.ts"
import * as XmlEvents from "../XmlEvents.ts"
import * as XmlForm from "../XmlForm.ts"

const limits = { depth: 20, attributes: 8, nameLength: 40, textLength: 600 }

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;")

/** A document that has to give the same events. */
const written = (events: ReadonlyArray<string>): string =>
  events
    .map((event) => {
      const rest = event.slice(1)
      if (event.startsWith("t")) return escaped(rest)
      if (event.startsWith("c")) return `</${rest}>`
      return `<${rest.replace(/ .*$/s, "")}${attributesOf(rest)}>`
    })
    .join("")

const attributesOf = (rest: string): string =>
  [...rest.matchAll(/ ([^ =]+)=("(?:[^"\\]|\\.)*")/g)]
    .map(
      ([, name, value]) =>
        ` ${name}="${escaped(String(JSON.parse(value!)))
          .replaceAll('"', "&quot;")
          .replaceAll("\n", "&#10;")
          .replaceAll("\t", "&#9;")}"`
    )
    .join("")

const make = (open: typeof XmlReader.make): Target => ({
  name: "xml-reader",
  what: "XML in any pieces",
  form: "xml",
  sources: ["core/src/xml/", "fuzz/targets/XmlReader.ts"],
  seeds: [
    '<?xml version="1.0" encoding="utf-8"?>\n<!-- c --><a b="c" x:d=\'&lt;"\'><e/>t&amp;<![CDATA[<]]>u<?p i?></a>\n',
    "<a>&#65;&#x1F600;\r\n\r</a>",
    "<!DOCTYPE a><a/>",
    "<s:a xmlns:s='u'><s:b c='1' s:c='2'>x</s:b></s:a>",
    "<a><!-->--></a>",
    "<a>]]&gt;]]</a>",
    "<a><![CDATA[]]]]><![CDATA[>]]></a>",
    "<a>\ud83d\ude00</a><!-- e -->",
    "<a/><b/>",
    "<a"
  ],
  words: [
    "<a>",
    "</a>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "&lt;",
    "&#",
    ";",
    "<!DOCTYPE",
    "xmlns:",
    "\r",
    "--",
    "]]"
  ],
  maxLength: 3000,
  weight: 2,
  run: (input) => {
    const whole = XmlEvents.read([input], limits, open)
    const chance = Chance.make(input.length, input.slice(0, 24))
    for (const chunks of XmlEvents.cuts(input, chance)) {
      const parts = XmlEvents.read(chunks, limits, open)
      const isRefused = [parts, whole].some(({ failure }) => failure?.startsWith("Limit"))
      // What was told before a failure may go as far as the chunk that brought it.
      if (whole.failure === undefined && !(isRefused && isLong(input))) {
        same(parts.events, whole.events, `the events in ${chunks.length} pieces`)
      } else holds(agree(parts.events, whole.events), `other events before the failure in ${chunks.length} pieces`)
      if (isRefused && isLong(input)) continue
      const [failed, wholly] = [parts, whole].map(({ failure }) => failure?.split(":")[0])
      // What is too long and malformed behind that is refused for whichever is found first.
      const isEither = [failed, wholly].includes("Limit") && failed !== undefined && wholly !== undefined
      if (!isEither) same(failed, wholly, `the failure in ${chunks.length} pieces`)
    }
    for (const event of whole.events) holds(event.isWellFormed(), "a text parts a character")
    if (whole.failure === undefined) {
      holds(XmlForm.isWellFormed(input) || hasOddInstruction(input), "a document is taken that is not well-formed")
      same(
        XmlEvents.read([written(whole.events)], { ...limits, textLength: 10_000 }).events,
        whole.events,
        "written and read again"
      )
    } else if (/^(?:NotWellFormed|Doctype|CharRef)/.test(whole.failure)) {
      holds(!XmlForm.isWellFormed(input) || hasOddName(input), `a well-formed document is refused: ${whole.failure}`)
    }
    return (
      whole.failure
        ?.replaceAll(/\d+|"[^"]*"/g, "0")
        .replace(/name .*$/s, "name")
        .replace(/: .*tag.*$/s, ": tag") ?? `${Math.min(9, whole.events.length)} events`
    )
  }
})

/** Is one the beginning of the other? */
const agree = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean => {
  const [one, other] = [a.join("\u0001"), b.join("\u0001")]
  return one.startsWith(other) || other.startsWith(one)
}

/** Is about as much written between two tags as there may be? Whether it is refused then depends on the pieces. */
const isLong = (text: string): boolean => text.split(/<(?![!?])/).some((part) => part.length > limits.textLength)

/** Names that are none with namespaces, such as `:a`, are well-formed by XML alone. */
const hasOddName = (text: string): boolean =>
  /[<\s/]:|:[\u0300-\u036f\u00b7\u203f\u2040.\d\s/>=:-]|:[^\s/>=<]*:/.test(text)

/** What is in an instruction is read by nobody, nor is it looked at whether a space parts it from the name. */
const hasOddInstruction = (text: string): boolean => /<\?[^ \t\r\n?]+\?(?!>)/.test(text)

export const target = make(XmlReader.make)

/** Loses a carriage return that ends a chunk. */
export const planted = make((handlers, given) => {
  const reader = XmlReader.make(handlers, given)
  return { ...reader, write: (chunk) => reader.write(chunk.endsWith("\r") ? chunk.slice(0, -1) : chunk) }
})
