/**
 * Where the pages of one provider stand in its answers, so that a fault can reach into them: the records, the next cursor,
 * the total and the offset, and how the provider refuses.
 *
 * @since 0.1.0
 */
import type { Request, Response } from "../providers/Provider.ts"
import type { Refusal } from "./AnswerFault.ts"
import type { What } from "./Fault.ts"
import type { Span } from "./JsonText.ts"
import type { PageFault } from "./PageFault.ts"
import type { FieldFault, RecordFault } from "./RecordFault.ts"

/**
 * The records of a page as text.
 *
 * @category models
 * @since 0.1.0
 */
export interface List {
  /** What is replaced when the records are. */
  readonly inside: Span
  /** Each record as it stands there, with its name where the list is an object. */
  readonly records: ReadonlyArray<string>
  /** What stands between two. */
  readonly separator: string
}

/**
 * How the last page says that there is no next.
 *
 * @category models
 * @since 0.1.0
 */
export type EndForm = "null" | "empty" | "blank" | "missing"

/**
 * The next cursor of an answer.
 *
 * @category models
 * @since 0.1.0
 */
export interface NextSlot {
  readonly read: (response: Response) => string | undefined
  /** The answer with this cursor. */
  readonly write: (response: Response, cursor: string) => Response
  /** The forms of an end that the format has. */
  readonly forms: ReadonlySet<EndForm>
  /** The answer without a next cursor, said in this form. */
  readonly end: (response: Response, form: EndForm) => Response
  /** The form in which the provider itself says it. */
  readonly ownEnd: EndForm
}

/**
 * A number of an answer, as it is written.
 *
 * @category models
 * @since 0.1.0
 */
export interface NumberSlot {
  readonly read: (response: Response) => string | undefined
  /** Nothing takes it away. */
  readonly write: (response: Response, text: string | undefined) => Response
}

/**
 * One list of a provider, or several that are written alike.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageWire {
  readonly format: "json" | "xml"
  /** Does the request ask for a page of it? */
  readonly isPage: (request: Request) => boolean
  /** The records of an answer; nothing where it is no page. */
  readonly list: (body: string) => List | undefined
  readonly next?: NextSlot | undefined
  /** Is the next cursor a URL? @default false */
  readonly links?: "header" | "body" | undefined
  readonly total?: NumberSlot | undefined
  readonly offset?: NumberSlot | undefined
  /** The cursor that a request was sent with: an offset in records, a text that an answer gave, or a link's path and query. */
  readonly cursorOf: (request: Request) => string | undefined
  readonly withCursor: (request: Request, cursor: string) => Request
  /** Does the cursor count records, whatever the answer says? */
  readonly byOffset: boolean
  /** The record with another value in a field, or nothing where it has no such field. */
  readonly withField: (record: string, change: FieldFault) => string | undefined
  /** The record with every field renamed. */
  readonly renamed: (record: string) => string
  /** The record with a field more, of this text. */
  readonly withText: (record: string, text: string) => string
  /** The record with a field more, of lists or elements in each other. */
  readonly nested: (record: string, depth: number) => string
  /** The record with its id as a number instead of a string, or the other way round; as it was where there is one kind only. */
  readonly otherId: (record: string) => string
  /** A text as the value of a field. */
  readonly quoted: (text: string) => string
  /** The fields that `withField` knows. */
  readonly fields: ReadonlySet<FieldFault["field"]>
  /** The body in which the list of one is the one itself, where the format has such a thing. */
  readonly alone?: ((body: string) => string) | undefined
  /** What stands in the place of a record that is none. */
  readonly noRecord: (record: string) => string
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Wire {
  readonly pages: ReadonlyArray<PageWire>
  /** An answer of this status in the provider's own form of an error. @default a short JSON text */
  readonly failed?: ((status: number) => Response) | undefined
  /** How the provider refuses, in its own form. */
  readonly refusals: { readonly [refusal in Refusal]?: Response }
}

/**
 * Where the page stands that a request asks for, if it asks for one.
 *
 * @category getters
 * @since 0.1.0
 */
export const pageOf = (wire: Wire, request: Request): PageWire | undefined =>
  wire.pages.find((page) => page.isPage(request))

/**
 * Why a fault can be shown in none of the lists, if so. Lists that have no such thing are passed over.
 *
 * @category guards
 * @since 0.1.0
 */
export const objection = ({ pages }: Wire, what: What): string | undefined => {
  const objections = pages.map((page) => objectionOf(page, what))
  return objections.includes(undefined) ? undefined : (objections[0] ?? "it has no pages")
}

/**
 * Why a fault can't be shown in this list, if so.
 *
 * @category guards
 * @since 0.1.0
 */
export const objectionOf = (wire: PageWire, what: What): string | undefined => {
  switch (what._tag) {
    case "Page":
      return ofPage(wire, what)
    case "Record":
      return ofRecord(wire, what)
    case "Damage":
      if (wire.format === "json") {
        return what.damage === "dtd" || what.damage === "mismatched" ? "its answers are no XML" : undefined
      }
      return what.damage === "deep" ? "its answers are no JSON" : undefined
    default:
      return undefined
  }
}

const ofRecord = (wire: PageWire, { record }: RecordFault): string | undefined => {
  if (record === "alone") return wire.alone === undefined ? "its lists of one are lists" : undefined
  if (record === "idAsOther") return wire.fields.has("id") ? undefined : `no field of a record is its "id"`
  if (record === "twiceOther") return wire.fields.has("text") ? undefined : `no field of a record is its "text"`
  if (typeof record === "string") return undefined
  return wire.fields.has(record.field) ? undefined : `no field of a record is its "${record.field}"`
}

const ofEnd = ({ next }: PageWire, form: EndForm): string | undefined => {
  if (next === undefined) return "its pages name no next cursor"
  return next.forms.has(form) ? undefined : `its pages can't be without a next cursor in the form "${form}"`
}

const ofPage = (wire: PageWire, { page }: PageFault): string | undefined => {
  if (typeof page !== "string") return wire.total === undefined ? "its pages state no total" : undefined
  switch (page) {
    case "otherOffset":
      return wire.offset === undefined ? "its pages don't say where they begin" : undefined
    case "emptyInstead":
    case "fewer":
      return wire.byOffset ? undefined : "what is left out of a page would be lost: its cursors don't count records"
    case "longer":
    case "threefold":
      return wire.next === undefined && !wire.byOffset ? "its pages don't lead to the next" : undefined
    case "elsewhere":
    case "linkToItself":
      return wire.links === undefined ? "its cursors are no links" : undefined
    case "twoLinks":
    case "oddLink":
      return wire.links === "header" ? undefined : "its cursors are no links in a header"
    case "endAsNull":
      return ofEnd(wire, "null")
    case "endAsEmpty":
      return ofEnd(wire, "empty")
    case "endAsBlank":
      return ofEnd(wire, "blank")
    case "endAsMissing":
      return ofEnd(wire, "missing")
    case "sameCursor":
    case "cycle":
    case "sameRecords":
    case "emptyFirst":
    case "endLater":
    case "falseEnd":
    case "hugeCursor":
      return wire.next === undefined ? "its pages name no next cursor" : undefined
    case "samePage":
    case "lastAgain":
    case "reversed":
    case "renamed":
      return undefined
  }
}
