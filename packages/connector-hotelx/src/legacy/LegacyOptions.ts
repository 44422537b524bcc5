/**
 * The options of the legacy connector, and their check.
 *
 * @since 0.1.0
 */
import { InvalidOptions, type Quota } from "@innlet/core/contract"
import { Secret } from "@innlet/core/credentials"
import { Origin } from "@innlet/core/resilience"
import { Duration, Redacted, Result } from "effect"
import * as SoapRequest from "./SoapRequest.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface LegacyOptions {
  /** `https://…`, or `http://` for loopback. @default "https://hubhotelbatch.xmltravelgate.com" */
  readonly baseUrl?: string | undefined
  /** Of the service. @default "/Service/Travel/v2/HotelBatchSecure.svc" */
  readonly path?: string | undefined
  /** Of the hub. */
  readonly username: string
  /** Of the hub. */
  readonly password: Redacted.Redacted
  /** Names tables and checkpoints. @default "hotelx_legacy" */
  readonly name?: string | undefined
  /** The supplier's code at the hub; a connector reads one supplier. */
  readonly supplier: string
  /** The Hotel-X access code. */
  readonly accessCode: string
  /**
   * Which parameter carries the access code: Travelgate's documents name both.
   *
   * @default "HotelXAccessCode"
   */
  readonly accessParameter?: "HotelXAccessCode" | "Access" | "both" | undefined
  /** Your user at the supplier, where the supplier wants one. @default none */
  readonly supplierUser?: string | undefined
  /** @default none */
  readonly supplierPassword?: Redacted.Redacted | undefined
  /** The supplier's own address, where the hub wants one. @default none */
  readonly supplierUrl?: string | undefined
  /** Of names and descriptions: two lower-case letters of ISO 639-1. @default "en" */
  readonly language?: string | undefined
  /**
   * The least number of records of a page but the last, 1 to 10000; a page has up to 999 more. Travelgate advises multiples
   * of 1000. @default 1000
   */
  readonly expectedRange?: number | undefined
  /** How long the hub works on a request, 50 to 240000; the supplier gets 300 less of it. @default 180000 */
  readonly timeoutMilliseconds?: number | undefined
  /** May a token be sent again after a failure in which the hub possibly acted? It looks stateless. @default "safe" */
  readonly tokenReplay?: "safe" | "unsafe" | undefined
  /**
   * How long a token may be used after the call that gave it was sent; an infinite time where you know that it has no end.
   * Travelgate names four minutes for tokens, and an answer to a dead one may look like the end of the list; what is taken
   * off is for the way there. Source: Travelgate documentation, token pagination. @default 3 minutes 30 seconds
   */
  readonly lifetime?: Duration.Input | undefined
  /** What your contract allows; Travelgate sets no limit. @default none */
  readonly quotas?: ReadonlyArray<Quota.Quota> | undefined
  /** How fast to ask beside the quotas. @default as fast as they allow */
  readonly pace?: Quota.Pace | undefined
  /** Names the account that requests are counted by. @default from user name and supplier */
  readonly account?: string | undefined
}

/**
 * Options with their defaults, found good.
 *
 * @category models
 * @since 0.1.0
 */
export interface Checked {
  readonly name: string
  readonly baseUrl: string
  readonly path: string
  readonly account: SoapRequest.Account
  /** In records. */
  readonly expectedRange: number
  /** Nothing where tokens live without end. */
  readonly lifetime: Duration.Duration | undefined
  /** What works and is not advised, a line each. */
  readonly warnings: ReadonlyArray<string>
}

/**
 * What the service takes, in records. Source: Travelgate documentation, token pagination, for GraphQL's page sizes; of the
 * legacy service only "multiples of 1000" is said.
 *
 * @category constants
 * @since 0.1.0
 */
export const ranges = { min: 1, max: 10_000, step: 1 } as const

/**
 * @category parsing
 * @since 0.1.0
 */
export const check = (options: LegacyOptions): Result.Result<Checked, InvalidOptions.InvalidOptions> => {
  const baseUrl = Origin.baseUrl(options.baseUrl ?? "https://hubhotelbatch.xmltravelgate.com")
  if (Result.isFailure(baseUrl)) return InvalidOptions.refuse("baseUrl", baseUrl.failure)
  const path = options.path ?? "/Service/Travel/v2/HotelBatchSecure.svc"
  if (!/^(?:\/[\w.~-]+)+$/.test(path))
    return InvalidOptions.refuse("path", "Expected a path such as /Service/HotelBatchSecure.svc")
  for (const option of ["username", "supplier", "accessCode", "supplierUser", "supplierUrl"] as const) {
    const text = options[option]
    const flaw = text === undefined ? undefined : textFlaw(text)
    if (flaw !== undefined) return InvalidOptions.refuse(option, flaw)
  }
  for (const option of ["password", "supplierPassword"] as const) {
    const secret = options[option]
    const flaw = secret === undefined ? undefined : textFlaw(Redacted.value(secret))
    if (flaw !== undefined) return InvalidOptions.refuse(option, flaw)
  }
  const language = options.language ?? "en"
  if (!/^[a-z]{2}$/.test(language))
    return InvalidOptions.refuse("language", "Expected two lower-case letters such as en")
  const timeoutMilliseconds = options.timeoutMilliseconds ?? 180_000
  if (!isBetween(timeoutMilliseconds, timeouts)) {
    return InvalidOptions.refuse("timeoutMilliseconds", wholeNumber(timeoutMilliseconds, timeouts))
  }
  const expectedRange = options.expectedRange ?? 1000
  if (!isBetween(expectedRange, ranges))
    return InvalidOptions.refuse("expectedRange", wholeNumber(expectedRange, ranges))
  const lifetime = Duration.fromInput(options.lifetime ?? "210 seconds")
  if (lifetime._tag === "None" || Duration.toMillis(lifetime.value) < 1) {
    return InvalidOptions.refuse("lifetime", "Expected a time such as 4 minutes")
  }
  const accessParameter = options.accessParameter ?? "HotelXAccessCode"
  return Result.succeed({
    name: options.name ?? "hotelx_legacy",
    baseUrl: baseUrl.success,
    path,
    account: {
      username: options.username,
      password: options.password,
      supplier: options.supplier,
      supplierUser: options.supplierUser,
      supplierPassword: options.supplierPassword,
      supplierUrl: options.supplierUrl,
      accessCode: options.accessCode,
      accessParameters: accessParameter === "both" ? ["HotelXAccessCode", "Access"] : [accessParameter],
      language,
      timeoutMilliseconds
    },
    expectedRange,
    lifetime: Duration.isFinite(lifetime.value) ? lifetime.value : undefined,
    warnings:
      expectedRange % 1000 === 0
        ? []
        : [`expectedRange: ${expectedRange} is not a multiple of 1000, which Travelgate advises`]
  })
}

interface Bounds {
  readonly min: number
  readonly max: number
}

/** Source: Travelgate documentation, quotas: less is refused, more is cut to the maximum. */
const timeouts: Bounds = { min: 50, max: 240_000 }

const isBetween = (value: number, { max, min }: Bounds): boolean =>
  Number.isInteger(value) && value >= min && value <= max

const wholeNumber = (value: number, { max, min }: Bounds): string =>
  `${value} is not a whole number from ${min} to ${max}`

const textFlaw = (text: string): string | undefined =>
  Secret.textFlaw(Redacted.make(text)) ??
  SoapRequest.flawOf(text) ??
  (text.trim() === text ? undefined : "begins or ends with a space")
