/**
 * What a request may take: time, bytes and hops. All have defaults and all can be set.
 *
 * @since 0.1.0
 */
import { Duration, Option, Result, Schema } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Limits {
  /** Time to connect, with TLS. */
  readonly connect: Duration.Duration
  /** Time from handing over the request, with the wait for a connection, to the head of the answer. */
  readonly head: Duration.Duration
  /** Time from the head to the whole body, however slowly its reader takes it. */
  readonly body: Duration.Duration
  /** Bytes of a body as sent. */
  readonly wireBytes: number
  /** Bytes of a body once inflated. */
  readonly decodedBytes: number
  /** How many times its sent size a body may become once it is inflated beyond 1 MiB. */
  readonly ratio: number
  /** Hops, of one origin. */
  readonly redirects: number
  /** Bytes of all headers of an answer. */
  readonly headerBytes: number
  /** Connections to one origin. */
  readonly maxSockets: number
  /** How long an idle connection is kept; zero keeps none. */
  readonly keepAlive: Duration.Duration
  /** The only origins requests may go to, such as `https://api.example.com`; nothing allows all. */
  readonly origins: ReadonlyArray<string> | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** @default "10 seconds" */
  readonly connect?: Duration.Input | undefined
  /** @default "30 seconds" */
  readonly head?: Duration.Input | undefined
  /** @default "60 seconds" */
  readonly body?: Duration.Input | undefined
  /** @default 32 MiB */
  readonly wireBytes?: number | undefined
  /** @default 128 MiB */
  readonly decodedBytes?: number | undefined
  /** @default 200 */
  readonly ratio?: number | undefined
  /** @default 3 */
  readonly redirects?: number | undefined
  /** @default 32 KiB */
  readonly headerBytes?: number | undefined
  /** @default 16 */
  readonly maxSockets?: number | undefined
  /** @default "30 seconds" */
  readonly keepAlive?: Duration.Input | undefined
  /** @default any */
  readonly origins?: ReadonlyArray<string> | undefined
}

/**
 * An option, or something in the environment, that a client can't be built with.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidClient extends Schema.TaggedError<InvalidClient>()("InvalidClient", {
  option: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.option}: ${this.detail}`
  }
}

const MiB = 1024 * 1024

/**
 * @category constants
 * @since 0.1.0
 */
export const defaults: Limits = {
  connect: Duration.seconds(10),
  head: Duration.seconds(30),
  body: Duration.seconds(60),
  wireBytes: 32 * MiB,
  decodedBytes: 128 * MiB,
  ratio: 200,
  redirects: 3,
  headerBytes: 32 * 1024,
  maxSockets: 16,
  keepAlive: Duration.seconds(30),
  origins: undefined
}

/**
 * The defaults with what `options` sets, or the first option that can't be.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options = {}): Result.Result<Limits, InvalidClient> =>
  Result.gen(function* () {
    return {
      connect: yield* time("connect", options, 1),
      head: yield* time("head", options, 1),
      body: yield* time("body", options, 1),
      wireBytes: yield* count("wireBytes", options, 1, 4096 * MiB),
      // One string or buffer has to hold it.
      decodedBytes: yield* count("decodedBytes", options, 1, 512 * MiB),
      ratio: yield* count("ratio", options, 1, 1_000_000),
      redirects: yield* count("redirects", options, 0, 20),
      headerBytes: yield* count("headerBytes", options, 1024, MiB),
      maxSockets: yield* count("maxSockets", options, 1, 10_000),
      keepAlive: yield* time("keepAlive", options, 0),
      origins: yield* originList(options.origins)
    }
  })

const aDay = Duration.toMillis(Duration.hours(24))

const time = (
  name: "connect" | "head" | "body" | "keepAlive",
  options: Options,
  min: number
): Result.Result<Duration.Duration, InvalidClient> => {
  const input = options[name]
  if (input === undefined) return Result.succeed(defaults[name])
  const duration = Duration.fromInput(input)
  const millis = Option.isSome(duration) ? Duration.toMillis(duration.value) : Number.NaN
  return Option.isSome(duration) && millis >= min && millis <= aDay
    ? Result.succeed(duration.value)
    : invalid(name, `expected a time from ${min} ms to 24 hours, such as "30 seconds"`)
}

const count = (
  name: "wireBytes" | "decodedBytes" | "ratio" | "redirects" | "headerBytes" | "maxSockets",
  options: Options,
  min: number,
  max: number
): Result.Result<number, InvalidClient> => {
  const value = options[name] ?? defaults[name]
  return Number.isInteger(value) && value >= min && value <= max
    ? Result.succeed(value)
    : invalid(name, `${value} is not a whole number from ${min} to ${max}`)
}

const originList = (
  origins: ReadonlyArray<string> | undefined
): Result.Result<ReadonlyArray<string> | undefined, InvalidClient> => {
  const wrong = origins?.findIndex((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin) ?? -1
  return wrong < 0
    ? Result.succeed(origins)
    : invalid("origins", `entry ${wrong + 1} is not an origin such as https://api.example.com`)
}

const invalid = (option: string, detail: string) => Result.fail(new InvalidClient({ option, detail }))
