/**
 * The rows of one answer that is too long to be kept, such as 250,000 hotels in one document, while its bytes come.
 *
 * @since 0.1.0
 */
import type { ConnectorError } from "@innlet/core/contract"
import { type XmlRecord, XmlText } from "@innlet/core/xml"
import { Effect, Option, Result, Stream } from "effect"
import * as LegacyAnswer from "./LegacyAnswer.ts"
import * as LegacyOperation from "./LegacyOperation.ts"
import * as LegacyReason from "./LegacyReason.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Of the answer; its character set wins over what the document says. @default none */
  readonly contentType?: string | undefined
  /** Which list it is. @default hotels */
  readonly operation?: LegacyOperation.LegacyOperation | undefined
}

/** In bytes: so much is read before its rows go on, however long the pieces of the answer are. */
const step = 65_536

/**
 * Raw records in the provider's order, in batches of up to 500, out of the bytes of one SOAP answer.
 *
 * Fails with what the answer says instead of a list, or when it is cut, and also when it ends with a token: then it is only a
 * page of a longer list.
 *
 * **Gotchas**
 *
 * Rows are provisional until the stream has ended well: that the document is whole, and that it reports no error, shows at its
 * end alone. Keep them apart until then.
 *
 * @category constructors
 * @since 0.1.0
 */
export const rows = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  options: Options = {}
): Stream.Stream<ReadonlyArray<XmlRecord.XmlValue>, E | ConnectorError.Reason, R> =>
  Stream.suspend(() => {
    let batches: Array<ReadonlyArray<XmlRecord.XmlValue>> = []
    const text = XmlText.make(options.contentType)
    const answer = LegacyAnswer.make(options.operation ?? LegacyOperation.hotels, {
      say: sayShort,
      onItems: (batch) => batches.push(batch)
    })
    const taken = () => {
      const ready = batches
      batches = []
      return ready
    }
    const written = (piece: ReturnType<typeof text.write>): ConnectorError.Reason | undefined =>
      Result.isFailure(piece) ? LegacyReason.unexpected(piece.failure.message) : answer.write(piece.success)
    const read = Stream.mapEffect(Stream.flatMap(bytes, steps), (piece) =>
      Effect.suspend(() => {
        const failure = written(text.write(piece))
        return failure === undefined ? Effect.succeed(taken()) : Effect.fail(failure)
      })
    )
    const end = Effect.suspend(() => {
      const failure = written(text.end())
      if (failure !== undefined) return Effect.fail(failure)
      const ended = answer.end()
      if (Result.isFailure(ended)) return Effect.fail(ended.failure)
      return Option.isNone(ended.success.token)
        ? Effect.succeed(taken())
        : Effect.fail(LegacyReason.unexpected("the answer has a token: it is a page, not the whole list"))
    })
    return Stream.flattenIterable(Stream.concat(read, Stream.fromEffect(end)))
  })

const steps = (bytes: Uint8Array): Stream.Stream<Uint8Array> =>
  bytes.length <= step
    ? Stream.make(bytes)
    : Stream.fromIterable(
        Array.from({ length: Math.ceil(bytes.length / step) }, (_, at) => bytes.subarray(at * step, (at + 1) * step)),
        { chunkSize: 1 }
      )

const sayShort = (words: string): string => words.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 200)
