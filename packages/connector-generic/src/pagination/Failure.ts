/**
 * How a strategy fails.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"
import { Result } from "effect"

type Failed = Result.Result<never, ConnectorError.Reason>

/**
 * The answer contradicts itself or the manifest. `detail` is one line that names what to look at.
 *
 * @category constructors
 * @since 0.1.0
 */
export const unexpected = (detail: string): Failed => Result.fail(new ConnectorError.UnexpectedResponse({ detail }))

/**
 * The cursor is not one of the stream's pagination, as after the manifest was changed; the walk begins anew.
 *
 * @category constructors
 * @since 0.1.0
 */
export const foreignCursor: Failed = Result.fail(
  new ConnectorError.CursorRejected({ why: "invalid", detail: "the cursor is not one of this stream's pagination" })
)

/**
 * The place is not where it was; the walk begins anew, as long as that brings it further.
 *
 * @category constructors
 * @since 0.1.0
 */
export const lostPlace = (detail: string): Failed =>
  Result.fail(new ConnectorError.CursorRejected({ why: "spent", detail }))

/**
 * Nothing the provider could answer would be right; `detail` says what to do instead.
 *
 * @category constructors
 * @since 0.1.0
 */
export const rejected = (detail: string): Failed => Result.fail(new ConnectorError.RequestRejected({ detail }))

/**
 * A place in an answer, for a message.
 *
 * @category getters
 * @since 0.1.0
 */
export const nameOf = (source: string | { readonly header: string }): string =>
  typeof source === "string" ? `"${source}"` : `the header ${source.header}`
