/**
 * The flags of providers that give access tokens to a client.
 *
 * @since 0.1.0
 */
import { Duration } from "effect"
import { Flag } from "effect/cli"
import { duration } from "./Flags.ts"

/**
 * @category flags
 * @since 0.1.0
 */
export const flags = (usualTtl: string) => ({
  clientId: Flag.String("client-id").pipe(Flag.withDefault("test-client"), Flag.withDescription("the accepted client")),
  clientSecret: Flag.String("client-secret").pipe(
    Flag.withDefault("test-secret"),
    Flag.withDescription("of the client")
  ),
  tokenTtl: duration("token-ttl", `how long a token lives; ${usualTtl} when left out`)
})

interface Given {
  readonly clientId: string
  readonly clientSecret: string
  readonly tokenTtl: Duration.Duration
}

/**
 * The options that the flags ask for.
 *
 * @category getters
 * @since 0.1.0
 */
export const optionsOf = ({ clientId, clientSecret, tokenTtl }: Given) => ({
  clientId,
  clientSecret,
  tokenTtl: Duration.isZero(tokenTtl) ? undefined : tokenTtl
})
