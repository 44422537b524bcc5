/**
 * Changes of an XML text by its pieces: tags, texts, comments, CDATA sections and references, gone, twice, swapped or put in.
 *
 * @since 0.1.0
 */
import type { Chance } from "./Chance.ts"

const pieces = [
  "<!---->",
  "<!-- - -->",
  "<![CDATA[]]>",
  "<![CDATA[a]]]]><![CDATA[>b]]>",
  "]]>",
  "<?a?>",
  "<?a b?>",
  '<?xml version="1.0"?>',
  "<!DOCTYPE a>",
  "<!ENTITY a 'b'>",
  "&lt;",
  "&amp;",
  "&amp;lt;",
  "&#65;",
  "&#x41;",
  "&#0;",
  "&#xd800;",
  "&#9999999999;",
  "&#xFFFE;",
  "&a;",
  "&",
  "<a/>",
  "<a>",
  "</a>",
  "<a b='c' b='d'>",
  ' c="&lt;"',
  "<a:b xmlns:a='u'/>",
  "<:a/>",
  "<a:b:c/>",
  "<__proto__>x</__proto__>",
  "\r\n",
  "\r",
  " ",
  "\u00a0",
  "\ud83d\ude00",
  "\ud800",
  "\ufffe",
  "\0"
] as const

/**
 * @category constructors
 * @since 0.1.0
 */
export const mutate = (chance: Chance, input: string, other: string): string => {
  const all = piecesOf(input)
  const at = chance.below(all.length)
  const to = chance.below(all.length)
  switch (chance.below(8)) {
    case 0:
      return all.toSpliced(at, 1).join("")
    case 1:
      return all.toSpliced(at, 0, chance.pick(pieces)).join("")
    case 2:
      return all.toSpliced(at, 0, all[to] ?? "").join("")
    case 3: {
      const others = piecesOf(other)
      return all.toSpliced(at, 0, others[chance.below(others.length)] ?? "").join("")
    }
    case 4:
      return all.toSpliced(at, 1, chance.pick(pieces)).join("")
    case 5: {
      const [from, until] = at < to ? [at, to] : [to, at]
      return [...all.slice(0, until), ...all.slice(from, until), ...all.slice(until)].join("")
    }
    case 6:
      return all.with(at % Math.max(1, all.length), escaped(all[at] ?? "")).join("")
    default: {
      const piece = all[at] ?? ""
      const cut = chance.below(piece.length + 1)
      return all.toSpliced(at, 1, piece.slice(0, cut) + chance.pick(pieces) + piece.slice(cut)).join("")
    }
  }
}

const piecesOf = (text: string): ReadonlyArray<string> => text.match(/<[^>]*>?|&[^;<&]{0,12};?|[^<&]{1,32}/g) ?? [""]

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
