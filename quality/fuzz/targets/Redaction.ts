/**
 * Secrets in texts that go into logs and errors. The first line is the secret, the second says in which spellings the third
 * echoes it; each spelling is made by an encoder that is none of ours.
 */
import { Redacted } from "effect"
import * as Redaction from "../../../packages/core/src/client/Redaction.ts"
import { holds, type Target } from "../Target.ts"

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

const spellings: ReadonlyArray<(secret: string) => string> = [
  (secret) => secret,
  (secret) => encodeURIComponent(secret.toWellFormed()),
  (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  (secret) => JSON.stringify({ a: secret }).slice(6, -2),
  (secret) => JSON.stringify({ a: secret }).slice(6, -2).replaceAll("/", "\\/"),
  (secret) => secret.replaceAll(/[&<>"]/g, (unit) => entities[unit] ?? unit),
  (secret) => secret.replaceAll(/[&<>]/g, (unit) => entities[unit] ?? unit),
  (secret) => secret.replaceAll(/[&<>"']/g, (unit) => entities[unit] ?? "&#39;"),
  (secret) => secret.replaceAll(/[&<>"']/g, (unit) => entities[unit] ?? "&apos;"),
  (secret) =>
    JSON.stringify({ a: secret })
      .slice(6, -2)
      .replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  (secret) => Buffer.from(secret).toString("base64"),
  (secret) => Buffer.from(secret).toString("base64url"),
  (secret) => Buffer.from(`user:${secret}`).toString("base64"),
  (secret) => Buffer.from(`${secret}:x`).toString("base64"),
  (secret) => Buffer.from(`{"k":"${secret}"}`).toString("base64")
]
/** A secret of fewer bytes is not looked for inside of base64. */
const shortest = 8

type Scrub = typeof Redaction.scrub

const make = (scrub: Scrub): Target => ({
  name: "redaction",
  what: "secrets in texts and URLs",
  form: "lines",
  sources: ["core/src/client/Redaction.ts", "fuzz/targets/Redaction.ts"],
  seeds: [
    "s3cr3t-0123456789\nabcdefghijklmno\nsaid ~ and ~ and ~",
    'p\u00e4ss w\u00f6rd+/=\nabcdefghij\n{"error":"~"}',
    "a&b<c>\"d'e\nfghi\n<e>~</e>",
    "a/b\\c\td\nabcde\n~~",
    "key with spaces\nabcjk\nhttps://api.test/?apikey=~&x=~",
    "abcdabcdabcd\nak\nabcd~abcd",
    "0000000000000000\nklmno\n0000~0000"
  ],
  words: ["~", "%", "+", "/", "=", "&amp;", "'", "\u00e9", "\ud83d\ude00", "\\u00e9", "abc", "<redacted>"],
  maxLength: 400,
  weight: 3,
  run: (input) => {
    const [secret = "", which = "", text = ""] = input.split("\n")
    if (secret.length < 4 || !secret.isWellFormed() || "<redacted>".includes(secret)) return "no secret"
    const echoes = Array.from(which)
      .slice(0, 8)
      .map((letter) => (letter.codePointAt(0) ?? 0) % spellings.length)
    let at = 0
    const told = text.replaceAll("~", () => {
      const spelling = echoes[at++ % Math.max(1, echoes.length)] ?? 0
      return spelling > 11 && Buffer.byteLength(secret) < shortest ? "" : ` ${spellings[spelling]!(secret)} `
    })
    const clean = scrub([Redacted.make(secret), Redacted.make("another-secret")], told)
    for (const [i, spelling] of spellings.entries()) {
      if (i > 11) continue
      const form = spelling(secret)
      holds(form.length < 4 || !clean.includes(form), `the secret survives in spelling ${i}`)
    }
    // Of a secret within base64, the bytes in its middle are known whatever stands around it.
    for (const run of clean.match(/[A-Za-z0-9+/_-]{11,}/g) ?? []) {
      if (Buffer.byteLength(secret) < shortest) break
      for (const skip of [0, 1, 2, 3]) {
        holds(
          !Buffer.from(run.slice(skip), "base64").toString("latin1").includes(Buffer.from(secret).toString("latin1")),
          "the secret survives in base64"
        )
      }
    }
    const url = Redaction.url(
      `https://u:${encodeURIComponent(secret)}@api.test/x?api_key=${encodeURIComponent(secret)}#${encodeURIComponent(secret)}`
    )
    const isShown = url.replace("https://api.test/x?api_key=REDACTED", "").includes(encodeURIComponent(secret))
    holds(url === "<no URL>" || (url.startsWith("https://api.test/x?") && !isShown), `a URL shows the secret: ${url}`)
    return echoes.length === 0 ? "no echo" : clean === told ? "nothing to hide" : "hidden"
  }
})

export const target = make(Redaction.scrub)

/** Looks for the secret as it is, and for its spelling in JSON only with the slash as it is. */
export const planted = make((secrets, text) =>
  text.includes("\\/")
    ? secrets.reduce((clean, one) => clean.replaceAll(Redacted.value(one), "<redacted>"), text)
    : Redaction.scrub(secrets, text)
)
