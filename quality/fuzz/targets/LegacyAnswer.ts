/** Answers of the legacy service: an envelope, and the list's document inside in any of its forms. */
import { Option, Result } from "effect"
import * as LegacyAnswer from "../../../packages/connector-hotelx/src/legacy/LegacyAnswer.ts"
import * as LegacyOperation from "../../../packages/connector-hotelx/src/legacy/LegacyOperation.ts"
import type { XmlValue } from "../../../packages/core/src/xml/XmlRecord.ts"
import * as Chance from "../Chance.ts"
import { holds, same, type Target } from "../Target.ts"
import * as XmlEvents from "../XmlEvents.ts"

const operation = LegacyOperation.hotels
const say = (words: string) => words.slice(0, 100)

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const list = (hotels: string, rest = "") =>
  `<HotelListRS><operationImplemented>true</operationImplemented><Hotels>${hotels}</Hotels>${rest}</HotelListRS>`

const envelope = (inside: string, hub = "<hubStatus><code>1</code></hubStatus>") =>
  `<s:Envelope xmlns:s="u"><s:Body><HotelListResponse><HotelListResult>${hub}<providerRS>${inside}</providerRS></HotelListResult></HotelListResponse></s:Body></s:Envelope>`

const two = list("<Hotel code='1'><n>a</n></Hotel><Hotel code='2'/>", "<ContinuationToken>t 1</ContinuationToken>")

type Read = Result.Result.Success<ReturnType<typeof LegacyAnswer.read>>

const told = (read: ReturnType<typeof LegacyAnswer.read>): Read | string =>
  Result.isSuccess(read) ? read.success : read.failure._tag

const inPieces = (
  make: typeof LegacyAnswer.make,
  chunks: ReadonlyArray<string>,
  batched?: Array<XmlValue>
): Read | string => {
  const answer = make(operation, {
    say,
    ...(batched && { onItems: (batch: ReadonlyArray<XmlValue>) => batched.push(...batch) })
  })
  for (const chunk of chunks) answer.write(chunk)
  return told(answer.end())
}

const make = (answer: typeof LegacyAnswer.make): Target => ({
  name: "legacy-answer",
  what: "legacy SOAP answers",
  form: "xml",
  sources: [
    "connector-hotelx/src/legacy/LegacyAnswer.ts",
    "connector-hotelx/src/legacy/InnerDocument.ts",
    "connector-hotelx/src/legacy/ListDocument.ts",
    "connector-hotelx/src/legacy/LegacyReason.ts",
    "connector-hotelx/src/legacy/XmlPlace.ts",
    "fuzz/targets/LegacyAnswer.ts"
  ],
  seeds: [
    envelope(`<rs>${escaped(two)}</rs>`),
    envelope(`<rs>${two}</rs>`),
    envelope(`<rs><![CDATA[${two}]]></rs>`),
    envelope(`<rs>${escaped(escaped(two))}</rs>`),
    envelope(`<rsXML>${two}</rsXML><rs xsi:nil="true"/>`),
    envelope(`<rs>${escaped(list(""))}</rs>`),
    envelope(
      `<rs>${escaped("<HotelListRS><applicationErrors><code>11204</code><description>Nothing</description></applicationErrors></HotelListRS>")}</rs>`
    ),
    envelope(
      `<rs>${escaped("<HotelListRS><applicationErrors><code>101</code></applicationErrors></HotelListRS>")}</rs>`
    ),
    envelope("", "<hubStatus><code>2</code><exceptionString>down</exceptionString></hubStatus>"),
    '<s:Envelope xmlns:s="u"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>',
    "<html><body>503</body></html>"
  ],
  words: [
    "<Hotel/>",
    "<Hotel>",
    "</Hotel>",
    "&lt;Hotel/&gt;",
    "<Hotels>",
    "</Hotels>",
    "<ContinuationToken>",
    "</ContinuationToken>",
    "<rs>",
    "</rs>",
    "<rsXML>",
    "<![CDATA[",
    "]]>",
    "&amp;lt;",
    "<applicationErrors>",
    "11204",
    "\ufeff"
  ],
  maxLength: 4000,
  weight: 0.5,
  run: (input) => {
    const whole = inPieces(answer, [input])
    const chance = Chance.make(input.length, input.slice(-24))
    for (const chunks of XmlEvents.cuts(input, chance))
      same(inPieces(answer, chunks), whole, `in ${chunks.length} pieces`)
    if (typeof whole === "string") return whole
    holds(whole.items.length === whole.count, `${whole.items.length} items of ${whole.count}`)
    holds(!whole.nothingFound || (whole.count === 0 && Option.isNone(whole.token)), "nothing found beside something")
    const batched: Array<XmlValue> = []
    const streamed = inPieces(answer, [input], batched)
    // Two documents side by side are told apart only when nothing was given away yet.
    if (typeof streamed !== "string") same(batched, whole.items, "the batches")
    // A part of an answer never passes for the whole of it.
    const end = input.lastIndexOf("</")
    for (const cut of [end, Math.floor(end / 2), chance.below(end + 1)]) {
      holds(typeof inPieces(answer, [input.slice(0, cut)]) === "string", `the answer is taken when it is cut at ${cut}`)
    }
    return `${Math.min(4, whole.count)} items${Option.isSome(whole.token) ? ", a token" : ""}${whole.nothingFound ? ", nothing found" : ""}`
  }
})

export const target = make(LegacyAnswer.make)

/** Takes a list for whole whose envelope lacks its last tag. */
export const planted = make((of, options) => {
  let text = ""
  return {
    write: (piece) => {
      text += piece
      return undefined
    },
    end: () => LegacyAnswer.read(text.endsWith("</s:Body>") ? `${text}</s:Envelope>` : text, of, options)
  }
})
