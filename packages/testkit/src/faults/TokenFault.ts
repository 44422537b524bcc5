/**
 * What is odd about an access token that a provider issues. Other trouble of a token endpoint is an `AnswerFault`, a
 * `DamageFault` or a `ConnectionFault` at a moment of `tokens`.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface TokenFault {
  readonly _tag: "Token"
  /** The JSON of `expires_in`; nothing takes it away. */
  readonly expiresIn?: string | undefined
}
