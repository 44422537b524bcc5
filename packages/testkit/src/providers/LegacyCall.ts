/**
 * A request to the mock legacy provider, taken apart: who asks, for which operation, with which document inside.
 * (Source: Travelgate documentation, SOAP examples and common elements.)
 *
 * @since 0.1.0
 */
import type { Stream } from "./LegacyData.ts"
import * as LegacyRequest from "./LegacyRequest.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Call {
  readonly username: string | undefined
  readonly password: string | undefined
  /** Undefined for none of the service's. */
  readonly operation: string | undefined
  /** The part around the supplier's document. */
  readonly outer: LegacyRequest.Element | undefined
  readonly suppliers: ReadonlyArray<LegacyRequest.Element>
  /** The supplier's document; undefined unless there is exactly one supplier with exactly one root of the right name. */
  readonly inner: LegacyRequest.Element | undefined
  readonly token: LegacyRequest.Element | undefined
}

/**
 * The call in an envelope of SOAP 1.1; nothing when it is no such envelope.
 *
 * @category getters
 * @since 0.1.0
 */
export const callOf = (envelope: LegacyRequest.Element): Call | undefined => {
  if (envelope.name !== "Envelope" || envelope.namespace !== soap) return undefined
  const user = LegacyRequest.at(LegacyRequest.at(envelope, ["Header"], soap), ["Security", "UsernameToken"], wsse)
  const body = LegacyRequest.at(envelope, ["Body"], soap)
  const [element, ...more] = body?.children ?? []
  const known = element !== undefined && element.namespace === hub && more.length === 0 && element.name in streams
  const operation = known ? element.name : undefined
  const outer = operation === undefined ? undefined : LegacyRequest.at(element, [wrapperOf(operation)], hub)
  const suppliers = LegacyRequest.all(outer, "providerRQ", hub)
  const documents = suppliers.length === 1 ? (LegacyRequest.at(suppliers[0], ["rqXML"], hub)?.children ?? []) : []
  const [document] = documents
  const right = documents.length === 1 && document?.namespace === "" && document.name === `${operation}RQ`
  const inner = right ? document : undefined
  return {
    username: LegacyRequest.at(user, ["Username"], wsse)?.text,
    password: LegacyRequest.at(user, ["Password"], wsse)?.text,
    operation,
    outer,
    suppliers,
    inner,
    token: LegacyRequest.at(inner, ["ContinuationToken"])
  }
}

/**
 * What is wrong with the hub's part of a call; nothing when it is right.
 *
 * @category getters
 * @since 0.1.0
 */
export const problemOf = (call: Call): string | undefined => {
  const { inner, operation, outer, suppliers } = call
  if (operation === undefined) return "the body is no operation of this service"
  if (outer === undefined) return `${operation} has no ${wrapperOf(operation)}`
  // Source: Travelgate documentation, quotas: at least 50 ms; more than the maximum is cut down to it.
  const timeout = LegacyRequest.at(outer, ["timeoutMilliseconds"], hub)?.text ?? ""
  if (!/^\d+$/.test(timeout) || Number(timeout) < 50) return "timeoutMilliseconds must be 50 or more"
  if (suppliers.length !== 1) return "content is asked of exactly one providerRQ"
  if (inner === undefined) return `rqXML must hold one ${operation}RQ without a namespace`
  return undefined
}

/**
 * @category getters
 * @since 0.1.0
 */
export const supplierOf = (call: Call): { readonly code: string; readonly id: string } => ({
  code: LegacyRequest.at(call.suppliers[0], ["code"], hub)?.text ?? "",
  id: LegacyRequest.at(call.suppliers[0], ["id"], hub)?.text ?? ""
})

/**
 * Does a header `SOAPAction` name the operation, with or without quotes?
 *
 * @category guards
 * @since 0.1.0
 */
export const isAction = (header: unknown, operation: string): boolean =>
  header === `${hub}/IServiceHotelBatch/${operation}` || header === `"${hub}/IServiceHotelBatch/${operation}"`

/**
 * The list that an operation answers with.
 *
 * @category constants
 * @since 0.1.0
 */
export const streams: Readonly<Record<string, Stream | undefined>> = Object.assign(Object.create(null), {
  HotelList: "hotels",
  RoomList: "rooms",
  GeographicDestinationTree: "destinations",
  CategoryList: "categories",
  MealPlanList: "boards"
})

const soap = "http://schemas.xmlsoap.org/soap/envelope/"
const hub = "http://schemas.xmltravelgate.com/hub/2012/06"
const wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"

const wrapperOf = (operation: string): string => `${operation.slice(0, 1).toLowerCase()}${operation.slice(1)}RQ`
