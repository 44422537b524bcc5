/**
 * Coded bodies: the first character says what becomes of the rest, the second how it is cut into chunks. The rest is either
 * coded by the platform first, and then cut, doubled or flipped, or taken for coded bytes as it is.
 */
import * as Zlib from "node:zlib"
import type { BodyPlan, Coding } from "../../../packages/core/src/client/BodyPlan.ts"
import * as Inflater from "../../../packages/core/src/client/Inflater.ts"
import * as Chance from "../Chance.ts"
import { holds, type Target } from "../Target.ts"

const codings = ["gzip", "deflate", "br"] as const
const limits = { decodedBytes: 1_200_000, ratio: 200 }

const codedBy: Readonly<Record<(typeof codings)[number], (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => Zlib.gzipSync(bytes, { level: 1 }),
  deflate: (bytes) => (bytes.length % 2 === 0 ? Zlib.deflateSync(bytes) : Zlib.deflateRawSync(bytes)),
  br: (bytes) => Zlib.brotliCompressSync(bytes, { params: { [Zlib.constants.BROTLI_PARAM_QUALITY]: 1 } })
}

type Make = typeof Inflater.make

const idle = (): void => {}

const inflated = (make: Make, plan: BodyPlan, chunks: ReadonlyArray<Buffer>): Promise<Buffer | string> =>
  new Promise((resolve) => {
    const came: Array<Buffer> = []
    let drained = idle
    const inflater = make(
      plan,
      limits,
      {
        chunk: (bytes) => came.push(bytes) > 0,
        end: (failure) => resolve(failure === undefined ? Buffer.concat(came) : failure.kind)
      },
      () => drained()
    )
    let at = 0
    const feed = () => {
      while (at < chunks.length) {
        if (!inflater.write(chunks[at++]!)) return
      }
      drained = idle
      inflater.end()
    }
    drained = feed
    feed()
  })

/** What the platform makes of the whole, by the coding that the bytes show. */
const platform = (coding: Coding, bytes: Buffer): Buffer | undefined => {
  const options = { maxOutputLength: limits.decodedBytes }
  try {
    if (coding === "gzip") return Zlib.gunzipSync(bytes, options)
    if (coding === "br") return Zlib.brotliDecompressSync(bytes, options)
    const head = bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
    return head % 31 === 0 && ((head >> 8) & 15) === 8
      ? Zlib.inflateSync(bytes, options)
      : Zlib.inflateRawSync(bytes, options)
  } catch {
    return undefined
  }
}

const cut = (bytes: Buffer, chance: Chance.Chance): ReadonlyArray<Buffer> => {
  if (chance.hits(0.3)) return [bytes]
  const chunks: Array<Buffer> = []
  for (let at = 0; at < bytes.length;) {
    const size = 1 + chance.below(chance.hits(0.3) ? 200 : 6)
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}

const make = (inflater: Make): Target => ({
  name: "inflater",
  what: "gzip, deflate and brotli bodies",
  form: "bytes",
  sources: ["core/src/client/Inflater.ts", "fuzz/targets/Inflater.ts"],
  seeds: [
    "\0\0hello hello hello",
    "\x01\x01hello",
    "\x02\x02{}",
    "\x03\0",
    `\x06\x03${"0".repeat(300)}`,
    "\x09\x04cut",
    "\x0c\x05twice",
    "\x0f\x06junk",
    `\x12\x07${Zlib.gzipSync(Buffer.from("x")).toString("latin1")}`,
    `\x13\x07${Zlib.deflateSync(Buffer.from("xy")).toString("latin1")}`
  ],
  words: [],
  maxLength: 700,
  weight: 0.5,
  run: async (input) => {
    const kind = (input.charCodeAt(0) || 0) & 255
    const chance = Chance.make(input.length, input.slice(0, 3))
    const coding = codings[kind % 3]!
    const fate = Math.floor(kind / 3) % 7
    const rest = Buffer.from(input.slice(2), "latin1")
    const text = fate === 2 ? Buffer.alloc(12_000 * (1 + (kind % 128)), `${input.slice(2, 10)}0`) : rest
    const whole = codedBy[coding](text)
    const at = chance.below(whole.length)
    const bytes = [
      whole,
      whole.subarray(0, at),
      whole,
      Buffer.concat([whole, whole]),
      Buffer.concat([whole, rest.subarray(0, 3)]),
      Buffer.from(whole).fill(whole[at]! ^ (1 << chance.below(8)), at, at + 1),
      rest
    ][fate]!
    const framed = (input.charCodeAt(1) & 1) === 0
    const result = await inflated(inflater, { coding, length: undefined, framed }, cut(bytes, chance))
    const expected = platform(coding, bytes)
    const name = `${coding}, ${fate}: `
    if (typeof result === "string") {
      if (fate === 0) holds(false, `${name}a whole body is refused as ${result}`)
      return name + result
    }
    holds(fate !== 1, `${name}a body that is cut after ${at} of ${whole.length} bytes is taken`)
    if (fate === 4 && rest.length > 0) holds(false, `${name}a body with something behind it is taken`)
    holds(expected !== undefined, `${name}a body is taken that the platform refuses`)
    holds(result.equals(expected), `${name}other bytes than the platform's`)
    holds(result.length <= limits.decodedBytes, `${name}more bytes than allowed`)
    if (fate === 0) holds(result.equals(text), `${name}other bytes than were sent`)
    return `${name}taken`
  }
})

export const target = make(Inflater.make)

/** Takes a brotli body for whole that lacks its last byte. */
export const planted = make((plan, given, sink, onDrain) =>
  Inflater.make(
    plan,
    given,
    {
      ...sink,
      end: (failure) => sink.end(plan.coding === "br" && failure?.kind === "Incomplete" ? undefined : failure)
    },
    onDrain
  )
)
