/** A file of encrypted tokens, changed: it is refused, or it is what was written. */
import { Redacted, Result } from "effect"
import * as TokenCipher from "../../../packages/core/src/credentials/TokenCipher.ts"
import type { TokenRecord } from "../../../packages/core/src/credentials/TokenRecord.ts"
import { holds, same, type Target } from "../Target.ts"

const key = Redacted.make("0123456789abcdef0123456789abcdef")
const account = "booking-1"
const record: TokenRecord = {
  seed: "seed",
  token: {
    value: Redacted.make("secret-token"),
    obtainedAt: 1,
    expiresAt: 2,
    forced: false,
    accepted: true,
    refused: false
  },
  refreshToken: undefined,
  calls: [1, 2],
  refusal: undefined
}
type Open = typeof TokenCipher.open

const sealed = TokenCipher.seal(key, account, record)

const make = (open: Open): Target => ({
  name: "token-file",
  what: "token files",
  form: "bytes",
  sources: ["core/src/credentials/TokenCipher.ts", "fuzz/targets/TokenFile.ts"],
  seeds: ["", "\0\x01", "\x08\xff", "\x20\x01", "\x40\x80", "\xff", "x".repeat(100), "INNTOK1\n"],
  words: [],
  maxLength: 400,
  weight: 3,
  // Pairs of a place and what is flipped there, then where the file ends.
  run: (input) => {
    const bytes = Buffer.from(sealed)
    for (let i = 0; i + 1 < input.length; i += 2) {
      const at = input.charCodeAt(i) % bytes.length
      const flip = input.charCodeAt(i + 1) & 255
      bytes[at] = bytes[at]! ^ flip
    }
    const changed = !bytes.equals(sealed)
    const cut =
      input.length % 2 === 1 ? bytes.subarray(0, input.charCodeAt(input.length - 1) % (bytes.length + 1)) : bytes
    const opened = open(key, account, cut)
    if (Result.isSuccess(opened)) {
      holds(!changed && cut.length === sealed.length, "a file that was changed is taken")
      same(Redacted.value(opened.success.token!.value), "secret-token", "the token")
      return "taken"
    }
    holds(changed || cut.length < sealed.length, "the file that was written is refused")
    holds(!/\n/.test(opened.failure), "the problem is more than one line")
    const raw = open(key, account, Buffer.from(input, "latin1"))
    holds(Result.isFailure(raw), "any bytes are taken")
    return opened.failure
  }
})

export const target = make(TokenCipher.open)

/** Does not look at the tag. */
export const planted = make((held, name, bytes) => {
  const opened = TokenCipher.open(held, name, bytes)
  const [tag, end] = [8 + 32 + 12, 8 + 32 + 12 + 16]
  if (Result.isSuccess(opened) || bytes.length !== sealed.length) return opened
  const mended = Buffer.from(bytes)
  sealed.copy(mended, tag, tag, end)
  return mended.equals(sealed) ? Result.succeed(record) : opened
})
