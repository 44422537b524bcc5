/**
 * The meaning of one answer of the legacy service: a page, or why it is none.
 *
 * An answer is two documents: a SOAP envelope, and inside of it, commonly as text, the document of the list. Nothing of
 * either is believed before both came to their end, since a cut list looks like a short one.
 *
 * @since 0.1.0
 */
import { type ConnectorError } from "@innlet/core/contract"
import { type XmlError, XmlItems, XmlReader, XmlRecord } from "@innlet/core/xml"
import { Option, Result } from "effect"
import * as InnerDocument from "./InnerDocument.ts"
import * as LegacyOperation from "./LegacyOperation.ts"
import * as LegacyReason from "./LegacyReason.ts"
import * as ListDocument from "./ListDocument.ts"
import * as XmlPlace from "./XmlPlace.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Makes the provider's words fit for a detail: short, one line, without secrets. */
  readonly say: (words: string) => string
  /** Takes the items in batches, before it is known that the answer is whole; the list's own are empty then. */
  readonly onItems?: ((batch: ReadonlyArray<XmlRecord.XmlValue>) => void) | undefined
}

/**
 * Takes the text of an answer in pieces. After a failure it stays with it.
 *
 * @category models
 * @since 0.1.0
 */
export interface LegacyAnswer {
  readonly write: (piece: string) => ConnectorError.Reason | undefined
  readonly end: () => Result.Result<ListDocument.ListDocument, ConnectorError.Reason>
}

/** What the envelope says beside its documents is short; more is no answer of this service. In UTF-16 units. */
const maxAround = 1_048_576

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (operation: LegacyOperation.LegacyOperation, options: Options): LegacyAnswer => {
  const { say } = options
  const envelope = makeEnvelope(operation, options)
  // A whole list is one text of it; what may not be long is bounded where it is kept.
  const reader = XmlReader.make(envelope.handlers, { textLength: Number.MAX_SAFE_INTEGER })
  let failure: ConnectorError.Reason | undefined
  const checked = (error: XmlError.XmlError | undefined, atEnd: boolean): ConnectorError.Reason | undefined => {
    if (failure !== undefined) return failure
    const problem = envelope.problem()
    // A page of HTML commonly leaves elements open; it is not cut.
    const isOurs = envelope.root() === "" || envelope.root() === "Envelope"
    if (error !== undefined) failure = ofXml(error, atEnd && isOurs)
    else if (problem !== undefined) failure = LegacyReason.unexpected(problem)
    return failure
  }
  return {
    write: (piece) => checked(reader.write(piece), false),
    end: () => {
      const failed = checked(reader.end(), true)
      return failed === undefined ? meaningOf(envelope, operation, say) : Result.fail(failed)
    }
  }
}

/**
 * The meaning of an answer that came whole.
 *
 * @category getters
 * @since 0.1.0
 */
export const read = (
  text: string,
  operation: LegacyOperation.LegacyOperation,
  options: Options
): Result.Result<ListDocument.ListDocument, ConnectorError.Reason> => {
  const answer = make(operation, options)
  answer.write(text)
  return answer.end()
}

/** A document that only lacks its end may come whole the next time; a wrong one will not. */
const ofXml = (error: XmlError.XmlError, mayBeCut: boolean): ConnectorError.Reason =>
  mayBeCut && error.kind === "NotWellFormed"
    ? LegacyReason.unavailable(`the answer is cut: ${error.message}`)
    : LegacyReason.unexpected(`the answer is no XML document to be read: ${error.message}`)

interface Envelope {
  readonly handlers: XmlReader.Handlers
  readonly problem: () => string | undefined
  readonly root: () => string
  /** Everything but the documents inside. */
  readonly around: () => XmlRecord.XmlValue | undefined
  readonly documents: ReadonlyMap<string, InnerDocument.InnerDocument>
  readonly streamed: boolean
}

const makeEnvelope = (operation: LegacyOperation.LegacyOperation, { onItems }: Options): Envelope => {
  const documents = new Map<string, InnerDocument.InnerDocument>()
  const around = XmlRecord.builder(new Set())
  const path: Array<string> = []
  let root = ""
  let size = 0
  let problem: string | undefined
  let inside: { readonly document: InnerDocument.InnerDocument; readonly depth: number } | undefined
  const itemsOf = () =>
    XmlItems.make({
      items: [LegacyOperation.pathOf(operation)],
      lists: LegacyOperation.lists,
      ...(onItems && { onItems })
    })
  const grows = (text: string): void => {
    size += text.length
    if (size > maxAround) problem ??= "the SOAP envelope says too much beside its document"
  }
  return {
    problem: () => problem,
    root: () => root,
    around: () => around.take(),
    documents,
    streamed: onItems !== undefined,
    handlers: {
      open: (name, attributes) => {
        if (problem !== undefined) return
        if (inside !== undefined) {
          path.push(name)
          return inside.document.open(name, attributes)
        }
        grows(name)
        for (const [key, value] of attributes) grows(key + value)
        if (path.length === 0) root = name
        const holder = path.at(-1)?.toLowerCase()
        path.push(name)
        around.open(name, attributes)
        if (holder !== "providerrs" || (name !== "rs" && name !== "rsXML")) return
        if (documents.has(name)) problem = `the answer has more than one ${name}`
        inside = { document: InnerDocument.make(itemsOf), depth: path.length }
        documents.set(name, inside.document)
      },
      text: (text) => {
        if (problem !== undefined) return
        if (inside !== undefined) return inside.document.text(text)
        grows(text)
        around.text(text)
      },
      close: (name) => {
        if (problem !== undefined) return
        const depth = path.length
        path.pop()
        if (inside !== undefined) {
          if (depth > inside.depth) return inside.document.close(name)
          inside.document.finish()
          inside = undefined
        }
        around.close(name)
      }
    }
  }
}

const meaningOf = (
  envelope: Envelope,
  operation: LegacyOperation.LegacyOperation,
  say: Options["say"]
): Result.Result<ListDocument.ListDocument, ConnectorError.Reason> => {
  const body = XmlPlace.child(envelope.around(), "Body")
  if (envelope.root() !== "Envelope" || body === undefined) {
    return Result.fail(LegacyReason.unexpected("the answer is no SOAP envelope with a body"))
  }
  const fault = XmlPlace.child(body, "Fault")
  if (fault !== undefined) return Result.fail(faultOf(fault, say))
  const result = XmlPlace.only(XmlPlace.only(body))
  const hub = hubProblem(result)
  const document = Result.flatMap(documentOf(envelope), (items) =>
    Option.isSome(items)
      ? Result.map(ListDocument.read(items.value.result(), operation, say), Option.some)
      : Result.succeed(Option.none<ListDocument.ListDocument>())
  )
  if (Result.isFailure(document)) {
    // What the supplier's own document says is more telling than the hub's word on it.
    const broken = document.failure._tag === "UnexpectedResponse" && hub !== undefined
    return Result.fail(broken ? LegacyReason.unavailable(say(hub)) : document.failure)
  }
  if (hub !== undefined) return Result.fail(LegacyReason.unavailable(say(hub)))
  return Option.isSome(document.success)
    ? Result.succeed(document.success.value)
    : Result.fail(LegacyReason.unexpected("the answer has no document in rs or rsXML"))
}

/** Source: Travelgate documentation, hub data structure: `rsXML` where it isn't nil, else `rs`. */
const documentOf = ({
  documents,
  streamed
}: Envelope): Result.Result<Option.Option<XmlItems.XmlItems>, ConnectorError.Reason> => {
  const found = ["rsXML", "rs"].flatMap((name) => {
    const state = documents.get(name)?.state()
    return state === undefined || state._tag === "empty" ? [] : [{ name, state }]
  })
  if (streamed && found.length > 1) {
    return Result.fail(LegacyReason.unexpected("both rs and rsXML hold a document, and their rows came mixed"))
  }
  const [first] = found
  if (first === undefined) return Result.succeed(Option.none())
  const { name, state } = first
  if (state._tag === "whole") return Result.succeed(Option.some(state.items))
  if (state._tag === "broken" && !state.cut) {
    return Result.fail(LegacyReason.unexpected(`${name} holds no document to be read: ${state.detail}`))
  }
  const detail = state._tag === "broken" ? state.detail : "it has no end"
  return Result.fail(LegacyReason.unavailable(`the document in ${name} is cut: ${detail}`))
}

const faultOf = (fault: XmlRecord.XmlValue, say: Options["say"]): ConnectorError.Reason => {
  const code = XmlPlace.text(fault, "faultcode") || XmlPlace.text(fault, "Code", "Value")
  const words = XmlPlace.text(fault, "faultstring") || XmlPlace.text(fault, "Reason", "Text")
  return LegacyReason.ofFault(code.trim(), words.trim(), say)
}

/** Source: Travelgate documentation, hub data structure: code 1 is well; the other values are nowhere named. */
const hubProblem = (result: XmlRecord.XmlValue | undefined): string | undefined => {
  const provider = XmlPlace.child(result, "providerRS")
  const statuses = [
    ["hub", XmlPlace.child(result, "hubStatus")],
    ["supplier", XmlPlace.child(provider, "hubProviderStatus")]
  ] as const
  for (const [who, status] of statuses) {
    const code = XmlPlace.text(status, "code").trim()
    const words = [XmlPlace.text(status, "exceptionString"), XmlPlace.words(XmlPlace.child(status, "hubProviderError"))]
      .map((text) => text.trim())
      .filter((text) => text !== "")
      .join(" ")
    if ((code !== "" && code !== "1") || words !== "") return `the ${who}'s status is ${code || "unknown"}: ${words}`
  }
  return undefined
}
