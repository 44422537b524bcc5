/**
 * What is done to the bytes or the headers of an answer that is otherwise right.
 *
 * @since 0.1.0
 */

/**
 * - `html`: a page of a gateway, under the same status.
 * - `empty`: no body. `noContent`: status 204 and no body.
 * - `cut`: the body ends in its middle; its length agrees.
 * - `null`, `text`: JSON of another type.
 * - `otherType`: the right body under `text/html`.
 * - `utf8Mark`: a byte order mark before the body. `utf16`: the body in UTF-16, with a mark and without saying so.
 * - `invalidUtf8`: one byte of the body is no UTF-8.
 * - `deep`: a field before all others with lists nested 100,000 deep.
 * - `dtd`: XML with a document type that defines entities of entities.
 * - `mismatched`: XML with an end tag that fits no start tag.
 * - `largeHeader`: a header of 64 KB. `manyHeaders`: 10,000 headers.
 * - `sixCodings`, `unknownCoding`, `wrongCoding`: `Content-Encoding` names six codings, one that nobody knows, or `gzip` for a
 *   body that is not.
 * - `gzipCut`: the body as gzip that ends in its middle; its length agrees. `gzipBomb`: 16 MB of blanks after the body, as gzip.
 *
 * @category models
 * @since 0.1.0
 */
export type Damage =
  | "html"
  | "empty"
  | "noContent"
  | "cut"
  | "null"
  | "text"
  | "otherType"
  | "utf8Mark"
  | "utf16"
  | "invalidUtf8"
  | "deep"
  | "dtd"
  | "mismatched"
  | "largeHeader"
  | "manyHeaders"
  | "sixCodings"
  | "unknownCoding"
  | "wrongCoding"
  | "gzipCut"
  | "gzipBomb"

/**
 * @category models
 * @since 0.1.0
 */
export interface DamageFault {
  readonly _tag: "Damage"
  readonly damage: Damage
}
