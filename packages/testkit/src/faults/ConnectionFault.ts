/**
 * What happens to the connection that carries a request and its answer.
 *
 * @since 0.1.0
 */

/**
 * The provider never gets the request:
 *
 * - `dns`: the name can't be looked up now. `noSuchHost`: there is no such name.
 * - `refused`: nobody listens. `blackHole`: nothing answers the attempt to connect.
 * - `tls`: the certificate is not to be trusted.
 * - `stale`: a connection that was kept open is gone as the request is sent.
 *
 * The provider acts on the request:
 *
 * - `reset`: gone before the first byte of the answer.
 * - `noHead`: no answer ever comes.
 * - `cut`: the head and half of the body come, then the connection is reset.
 * - `shortBody`: half of the body comes, then the connection is closed in order; the stated length is that of the whole.
 * - `longBody`: more bytes come than the stated length.
 * - `unterminated`: all chunks come but not the one that ends them.
 * - `unframed`: neither length nor chunks, half of the body, and the connection is closed in order.
 * - `unframedWhole`: the same with the whole body.
 * - `drip`: the body comes at one byte a second. `slow`: it comes in ten pieces, one a second.
 * - `slices`: every byte comes alone.
 * - `early`: 103 Early Hints come before the answer.
 * - `earlier`: the answer to the request before comes, as it does on a connection that lost count.
 *
 * @category models
 * @since 0.1.0
 */
export type Connection =
  | "dns"
  | "noSuchHost"
  | "refused"
  | "blackHole"
  | "tls"
  | "stale"
  | "reset"
  | "noHead"
  | "cut"
  | "shortBody"
  | "longBody"
  | "unterminated"
  | "unframed"
  | "unframedWhole"
  | "drip"
  | "slow"
  | "slices"
  | "early"
  | "earlier"

/**
 * @category models
 * @since 0.1.0
 */
export interface ConnectionFault {
  readonly _tag: "Connection"
  readonly connection: Connection
}
