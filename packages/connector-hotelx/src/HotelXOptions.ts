/**
 * The options of the Hotel-X connector, and their check.
 *
 * @since 0.1.0
 */
import { InvalidOptions, type Quota } from "@innlet/core/contract"
import type { Credentials } from "@innlet/core/credentials"
import { Origin } from "@innlet/core/resilience"
import { Duration, Option, type Redacted, Result } from "effect"
import * as HotelSplit from "./HotelSplit.ts"
import * as HotelXAnswer from "./HotelXAnswer.ts"
import type { Relay } from "./HotelXQueries.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface HotelXOptions {
  /** The code of the access whose content is read; `2` is Travelgate's own for tests. */
  readonly access: string
  /** The API key, or any credentials, such as a bearer token's. */
  readonly apiKey: Redacted.Redacted | Credentials.Credentials
  /** `https://…`, or `http://` for loopback. @default "https://api.travelgate.com" */
  readonly baseUrl?: string | undefined
  /** Names tables and checkpoints. @default "hotelx" */
  readonly name?: string | undefined
  /** `maxSize` of hotels, destinations and rooms: records, 1 to 10,000. @default 500 */
  readonly pageSize?: number | undefined
  /** Of texts, ISO 639-1 such as `en`. @default those the supplier has */
  readonly languages?: ReadonlyArray<string> | undefined
  /** The suppliers that `metadata` asks for. @default all of the key's */
  readonly supplierCodes?: ReadonlyArray<string> | undefined
  /** Reads the hotels in disjoint parts. @default as one list */
  readonly splitHotels?: HotelSplit.HotelSplit | undefined
  /**
   * How far behind the last look a sync of changed hotels begins. Travelgate documents no bound on how late a change shows.
   * @default 1 day
   */
  readonly lookBack?: Duration.Input | undefined
  /**
   * May a token be sent again after an answer was lost? The list moves on with each call, as far as can be told, so that
   * sending it twice would skip a page; then a lost answer begins the list anew. @default "unsafe"
   */
  readonly tokenReplay?: "unsafe" | "safe" | undefined
  /**
   * How long a token may be used after the call that gave it was sent. Travelgate forgets it four minutes after its last use;
   * what is taken off is for the way there. @default 3 minutes 30 seconds
   */
  readonly lifetime?: Duration.Input | undefined
  /** The forms in which your access ends its lists, where you know them. @default "any" */
  readonly endForms?: "any" | ReadonlyArray<HotelXAnswer.EndForm> | undefined
  /** The argument `relay`, which the schema required until 2024 and refuses now. @default "omit" */
  readonly relay?: Relay | undefined
  /** The longest time Travelgate may work on a request, sent as `TGX-Operation-Timeout`. @default its own */
  readonly operationTimeout?: Duration.Input | undefined
  /** What your contract allows; Travelgate sets no limit. @default none */
  readonly quotas?: ReadonlyArray<Quota.Quota> | undefined
  /** How fast to ask beside the quotas. @default as fast as they allow */
  readonly pace?: Quota.Pace | undefined
  /** Names the account that requests are counted by; connectors of one account share quotas. @default from the key */
  readonly account?: string | undefined
}

/**
 * The page sizes that Travelgate takes. Source: Travelgate documentation, token pagination.
 *
 * @category constants
 * @since 0.1.0
 */
export const sizes = { min: 1, max: 10_000, step: 1 } as const

/**
 * Options that can be used, with their defaults; the credentials are left to the connector.
 *
 * @category models
 * @since 0.1.0
 */
export interface Checked {
  readonly baseUrl: string
  readonly pageSize: number
  readonly languages: ReadonlyArray<string>
  readonly lookBack: Duration.Duration
  readonly lifetime: Duration.Duration
  readonly endForms: ReadonlyArray<HotelXAnswer.EndForm>
  /** In milliseconds. */
  readonly operationTimeout: number | undefined
}

/**
 * Checks the options before anything is sent.
 *
 * @category parsing
 * @since 0.1.0
 */
export const check = (options: HotelXOptions): Result.Result<Checked, InvalidOptions.InvalidOptions> => {
  const baseUrl = Origin.baseUrl(options.baseUrl ?? "https://api.travelgate.com")
  if (Result.isFailure(baseUrl)) return InvalidOptions.refuse("baseUrl", baseUrl.failure)
  if (!isCode(options.access)) return InvalidOptions.refuse("access", "Expected the code of an access, such as 2")
  const pageSize = options.pageSize ?? 500
  if (!Number.isInteger(pageSize) || pageSize < sizes.min || pageSize > sizes.max) {
    return InvalidOptions.refuse("pageSize", `${pageSize} is not a whole number from ${sizes.min} to ${sizes.max}`)
  }
  const languages = options.languages ?? []
  const language = languages.find((code) => !/^[a-z]{2}$/.test(code))
  if (language !== undefined) {
    return InvalidOptions.refuse(
      "languages",
      `${JSON.stringify(language)} is not a language as ISO 639-1 writes it, such as en`
    )
  }
  const supplier = (options.supplierCodes ?? []).find((code) => !isCode(code))
  if (supplier !== undefined) {
    return InvalidOptions.refuse("supplierCodes", `${JSON.stringify(supplier)} is not the code of a supplier`)
  }
  const flaw = options.splitHotels === undefined ? undefined : HotelSplit.flawOf(options.splitHotels)
  if (flaw !== undefined) return InvalidOptions.refuse("splitHotels", flaw)
  const lookBack = durationOf(options.lookBack ?? "1 day")
  if (lookBack === undefined) return InvalidOptions.refuse("lookBack", "Expected a time such as 1 day")
  const lifetime = durationOf(options.lifetime ?? "210 seconds")
  if (lifetime === undefined || Duration.isZero(lifetime))
    return InvalidOptions.refuse("lifetime", "Expected a time such as 3 minutes")
  const endForms =
    options.endForms === undefined || options.endForms === "any" ? HotelXAnswer.endForms : options.endForms
  if (endForms.length === 0) return InvalidOptions.refuse("endForms", "Expected at least one form; no list could end")
  const operationTimeout = options.operationTimeout === undefined ? undefined : durationOf(options.operationTimeout)
  if (options.operationTimeout !== undefined && (operationTimeout === undefined || Duration.isZero(operationTimeout))) {
    return InvalidOptions.refuse("operationTimeout", "Expected a time such as 3 minutes")
  }
  return Result.succeed({
    baseUrl: baseUrl.success,
    pageSize,
    languages,
    lookBack,
    lifetime,
    endForms,
    operationTimeout: operationTimeout === undefined ? undefined : Math.ceil(Duration.toMillis(operationTimeout))
  })
}

const isCode = (text: string): boolean => text !== "" && text.trim() === text

const durationOf = (input: Duration.Input): Duration.Duration | undefined =>
  Option.getOrUndefined(
    Option.filter(Duration.fromInput(input), (time) => Duration.isFinite(time) && Duration.toMillis(time) >= 0)
  )
