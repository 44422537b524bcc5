/**
 * `serve expedia`: the mock of Expedia Rapid's property content.
 *
 * @since 0.1.0
 */
import { Duration, Effect, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import * as ExpediaProvider from "../providers/ExpediaProvider.ts"
import { duration } from "./Flags.ts"
import * as ServeList from "./ServeList.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "expedia",
  {
    ...ServeList.flags,
    apiKey: Flag.String("api-key").pipe(Flag.withDefault("test-key"), Flag.withDescription("the accepted APIKey")),
    secret: Flag.String("secret").pipe(Flag.withDefault("test-secret"), Flag.withDescription("of signatures")),
    pageSize: Flag.Int("page-size").pipe(
      Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 }))),
      Flag.withDefault(100),
      Flag.withDescription("rows of a page")
    ),
    linkTtl: duration("link-ttl", "how long a link lives; 30 minutes when left out"),
    link: Flag.Literals("link", ["absolute", "relative", "two", "crossOrigin"]).pipe(
      Flag.withDefault("absolute"),
      Flag.withDescription("what Link looks like")
    )
  },
  Effect.fnUntraced(function* (given) {
    const provider = yield* ExpediaProvider.make({
      ...ServeList.optionsOf(given),
      apiKey: given.apiKey,
      secret: given.secret,
      pageSize: given.pageSize,
      linkTtl: Duration.isZero(given.linkTtl) ? undefined : given.linkTtl,
      link: given.link
    })
    return yield* ServeList.serve(provider, given)
  })
).pipe(Command.withDescription("Property content by a Link that dies, with a signature"))
