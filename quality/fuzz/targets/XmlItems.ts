/** Items of an XML list, whole and in any pieces, and against a tree made of the same document. */
import * as XmlItems from "../../../packages/core/src/xml/XmlItems.ts"
import * as XmlReader from "../../../packages/core/src/xml/XmlReader.ts"
import type { XmlValue } from "../../../packages/core/src/xml/XmlRecord.ts"
import * as Chance from "../Chance.ts"
import { holds, same, type Target } from "../Target.ts"
import * as XmlEvents from "../XmlEvents.ts"

const options = {
  items: [
    ["L", "H", "I"],
    ["L", "I"]
  ],
  lists: ["p", "I"]
}

type Result = ReturnType<XmlItems.XmlItems["result"]> | string

const readIn = (make: typeof XmlItems.make, chunks: ReadonlyArray<string>, batches?: Array<XmlValue>): Result => {
  const items = make({
    ...options,
    ...(batches && { onItems: (batch: ReadonlyArray<XmlValue>) => batches.push(...batch) })
  })
  const reader = XmlReader.make(items, { depth: 30, textLength: 4000 })
  for (const chunk of chunks) reader.write(chunk)
  const failure = reader.end()
  return failure === undefined ? items.result() : failure.kind
}

/** How many items a document has: elements on one of the paths that stand in no other item. */
const countOf = (events: ReadonlyArray<string>): number => {
  const path: Array<string> = []
  let within = 0
  let count = 0
  for (const event of events) {
    const name = event.slice(1).replace(/ .*$/s, "")
    if (event.startsWith("o")) {
      path.push(name)
      if (within > 0) within++
      else if (options.items.some((one) => one.join("/") === path.join("/"))) {
        within = 1
        count++
      }
    } else if (event.startsWith("c")) {
      path.pop()
      if (within > 0) within--
    }
  }
  return count
}

/** Every text and attribute that a value holds. */
const leaves = (value: XmlValue): ReadonlyArray<string> =>
  typeof value === "string" ? [value] : Object.values(value).flatMap((inner: XmlValue) => leaves(inner))

const make = (items: typeof XmlItems.make): Target => ({
  name: "xml-items",
  what: "the items of an XML list",
  form: "xml",
  sources: [
    "core/src/xml/XmlItems.ts",
    "core/src/xml/XmlRecord.ts",
    "core/src/xml/XmlReader.ts",
    "fuzz/targets/XmlItems.ts"
  ],
  seeds: [
    "<L><H><I id='1'>a</I><I id='2'><p>b</p></I></H><t>c</t></L>",
    "<L> <I>a</I> text <I><I>b</I></I><H/><H><I/></H></L>",
    "<L><H a='1'><J/><I>x<p/>y<p z='1'>w</p></I></H></L>",
    "<L><__proto__>a</__proto__><I><constructor>b</constructor><constructor/></I></L>",
    "<L>only text</L>",
    "<I/>"
  ],
  words: ["<I>", "</I>", "<I/>", "<H>", "</H>", "<p>", "</p>", "<L>", "</L>", " ", "<![CDATA[ ]]>", "<__proto__/>"],
  maxLength: 2000,
  weight: 3,
  run: (input) => {
    const whole = readIn(items, [input])
    const chance = Chance.make(input.length, input.slice(0, 24))
    const batched: Array<XmlValue> = []
    const inBatches = readIn(items, [input], batched)
    for (const chunks of XmlEvents.cuts(input, chance)) same(readIn(items, chunks), whole, `in ${chunks.length} pieces`)
    if (typeof whole === "string") return whole
    const { events } = XmlEvents.read([input], { depth: 30, textLength: 4000 })
    holds(
      whole.count === countOf(events) && whole.items.length === whole.count,
      `${whole.count} items of ${countOf(events)}`
    )
    same(batched, whole.items, "the batches")
    same(
      typeof inBatches === "string" ? inBatches : { ...inBatches, items: whole.items },
      whole,
      "the rest beside batches"
    )
    // Nothing that is not blank gets lost between the items and the rest.
    const told = events.filter((event) => event.startsWith("t")).map((event) => event.slice(1).trim())
    const kept = [...whole.items, whole.rest].flatMap(leaves).join("\n")
    for (const text of told)
      holds(
        kept.includes(text) || text.includes("\n") || kept.replaceAll("\n", "").includes(text),
        `the text ${text} is lost`
      )
    return `${Math.min(5, whole.count)} items, ${Object.keys(whole.rest).length > 0 ? "a" : "no"} rest`
  }
})

export const target = make(XmlItems.make)

/** Drops an item without attributes or children that follows one with. */
export const planted = make((given) => {
  const items = XmlItems.make(given)
  return {
    ...items,
    result: () => {
      const result = items.result()
      const at = result.items.findIndex((item, i) => item === "" && typeof result.items[i - 1] === "object")
      return at < 0 ? result : { ...result, items: result.items.toSpliced(at, 1) }
    }
  }
})
