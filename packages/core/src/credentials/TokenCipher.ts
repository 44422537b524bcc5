/**
 * A token record as encrypted bytes: AES-256-GCM under a key derived anew for every writing, bound to its account.
 *
 * @since 0.1.0
 */
import { Redacted, Result, Schema } from "effect"
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto"
import { TokenRecord } from "./TokenRecord.ts"

/** Bytes 0 to 7 of a file; the digit is the version of what follows. */
const magic = Buffer.from("INNTOK1\n", "latin1")
const sizes = { salt: 32, iv: 12, tag: 16 } as const
const headSize = magic.length + sizes.salt + sizes.iv + sizes.tag

const codec = Schema.fromJsonString(Schema.toCodecJson(TokenRecord))
const encode = Schema.encodeSync(codec)
const decode = Schema.decodeUnknownResult(codec)

/**
 * The fewest characters a key may have: it is stretched over the cipher's key, not strengthened.
 *
 * @category constants
 * @since 0.1.0
 */
export const minKeyLength = 32

/**
 * @category encoding
 * @since 0.1.0
 */
export const seal = (key: Redacted.Redacted, account: string, record: TokenRecord): Buffer => {
  const salt = randomBytes(sizes.salt)
  const iv = randomBytes(sizes.iv)
  const cipher = createCipheriv("aes-256-gcm", derived(key, salt), iv).setAAD(bound(account))
  const sealed = Buffer.concat([cipher.update(encode(record), "utf8"), cipher.final()])
  return Buffer.concat([magic, salt, iv, cipher.getAuthTag(), sealed])
}

/**
 * The record, or what is wrong with the bytes in a few words.
 *
 * @category decoding
 * @since 0.1.0
 */
export const open = (key: Redacted.Redacted, account: string, bytes: Buffer): Result.Result<TokenRecord, string> => {
  if (bytes.length < headSize) return Result.fail("it is cut short or empty")
  if (!bytes.subarray(0, magic.length).equals(magic)) return Result.fail("it is not a token file of this version")
  const at = magic.length
  const salt = bytes.subarray(at, at + sizes.salt)
  const iv = bytes.subarray(at + sizes.salt, at + sizes.salt + sizes.iv)
  const tag = bytes.subarray(headSize - sizes.tag, headSize)
  const decipher = createDecipheriv("aes-256-gcm", derived(key, salt), iv, { authTagLength: sizes.tag })
    .setAAD(bound(account))
    .setAuthTag(tag)
  let text: string
  try {
    text = Buffer.concat([decipher.update(bytes.subarray(headSize)), decipher.final()]).toString("utf8")
  } catch {
    return Result.fail("it is damaged, or was written with another key or for another account")
  }
  return Result.mapError(decode(text), () => "its record is not of this version")
}

const derived = (key: Redacted.Redacted, salt: Buffer): Buffer =>
  Buffer.from(hkdfSync("sha256", Redacted.value(key), salt, "innlet token file", 32))

const bound = (account: string): Buffer => Buffer.from(`innlet token file 1 ${account}`, "utf8")
