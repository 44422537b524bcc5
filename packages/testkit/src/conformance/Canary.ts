/**
 * Everything that a process lets out, searched for texts that have to stay inside.
 *
 * @since 0.1.0
 */
import { inspect } from "node:util"
import { Cause, Console, Effect, Exit, Layer, Logger, References, Tracer } from "effect"

/**
 * @category models
 * @since 0.1.0
 */
export interface Canary {
  /** What an effect logs, prints and traces is kept, and how it ends. */
  readonly watched: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Keeps a value in all the forms in which values are written. */
  readonly keep: (where: string, value: unknown) => void
  /** Where the first of the texts was found, and in which form. */
  readonly found: () => string | undefined
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (secrets: ReadonlyArray<string>): Canary => {
  const forms = secrets.flatMap((secret) => [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64"),
      JSON.stringify(secret).slice(1, -1)
    ])
  ])
  let leak: string | undefined
  const text = (where: string, written: string) => {
    if (leak === undefined && forms.some((form) => written.includes(form))) leak = where
  }
  const keep = (where: string, value: unknown) => {
    for (const form of formsOf(value)) text(where, form)
  }
  const logger = Logger.make<unknown, void>(({ cause, message }) => {
    keep("a log", message)
    keep("a log", cause.reasons)
  })
  const printed = (...values: ReadonlyArray<unknown>) => {
    for (const value of values) keep("the console", value)
  }
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      keep("a span's name", options.name)
      return Object.assign(span, {
        attribute: (name: string, value: unknown) => keep(`the span attribute "${name}"`, value)
      })
    }
  })
  const services = Layer.mergeAll(
    Logger.layer([logger]),
    Layer.succeed(References.MinimumLogLevel, "All"),
    Layer.succeed(Tracer.Tracer, tracer)
  )
  return {
    keep,
    found: () => leak,
    watched: (effect) =>
      Effect.flatMap(Console.Console, (console) =>
        effect.pipe(
          Effect.withSpan("watched"),
          Effect.provide(services),
          // Whatever of it is called prints.
          Effect.provideService(Console.Console, new Proxy(console, { get: () => printed })),
          Effect.onExit((exit) =>
            Effect.sync(() => {
              if (Exit.isFailure(exit)) keep("a failure", Cause.pretty(exit.cause))
            })
          )
        )
      )
  }
}

const formsOf = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return [value]
  const forms = [inspect(value, { depth: 12, maxStringLength: null, maxArrayLength: null, breakLength: Infinity })]
  try {
    forms.push(JSON.stringify(value) ?? "")
  } catch {
    // What can't be JSON is not written as JSON.
  }
  if (value instanceof Error) forms.push(String(value), value.stack ?? "")
  return forms
}
