/**
 * A link to the next page in the header `Link`.
 *
 * @since 0.1.0
 */
import { type ConnectorError, Traversal } from "@innlet/core/contract"
import { DateTime, Option, Result } from "effect"
import type { Answer } from "../Answer.ts"
import * as LinkField from "../LinkField.ts"
import * as TimeText from "../TimeText.ts"
import type { Context } from "./Context.ts"
import * as Declared from "./Declared.ts"
import * as Failure from "./Failure.ts"
import * as NextUrl from "./NextUrl.ts"
import type * as Pagination from "./Pagination.ts"
import type { Followed, Strategy } from "./Strategy.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (pagination: typeof Pagination.LinkHeader.Type, { order }: Pick<Context, "order">): Strategy => ({
  traversal: Traversal.linked("link", {
    replay: pagination.replay ?? "unsafe",
    lifetime: pagination.expires === undefined ? Declared.lifetimeOf(pagination.lifetime) : { _tag: "Stated" },
    order,
    total: Declared.trustOf(pagination.total)
  }),
  place: (draft, asked) => NextUrl.place(draft, asked, pagination.limit),
  follow: (answer) => {
    const total = Declared.totalAt(answer, pagination.total)
    return Result.flatMap(
      nextOf(answer, (pagination.rel ?? "next").toLowerCase()),
      (link): Result.Result<Followed, ConnectorError.Reason> => {
        if (link === undefined) return Result.succeed({ total, evidence: ["absentCursor"] })
        return Result.map(NextUrl.targetOf(answer, link.target), (next) => ({
          total,
          next: Option.some(next),
          expiresAt: expiryOf(link, pagination.expires)
        }))
      }
    )
  }
})

/** The link of the relation; nothing where there is none. Two that lead to different places are no answer. */
const nextOf = (
  { headers, url }: Answer,
  rel: string
): Result.Result<LinkField.Link | undefined, ConnectorError.Reason> => {
  const parsed = LinkField.parse(headers["link"] ?? "")
  if (Result.isFailure(parsed)) return Failure.unexpected(parsed.failure)
  const links = parsed.success.filter(({ rels }) => rels.includes(rel))
  const [link] = links
  if (links.some(({ target }) => target !== link?.target)) {
    return Failure.unexpected(`the header Link has ${links.length} links of the relation "${rel}" to different places`)
  }
  // A link with an anchor is one of another page than this (RFC 8288 section 3.2).
  const anchor = link?.params.get("anchor")
  if (anchor !== undefined && !(URL.canParse(anchor, url) && new URL(anchor, url).href === new URL(url).href)) {
    return Failure.unexpected(`the link of the relation "${rel}" has an anchor, so it is one of another page`)
  }
  return Result.succeed(link)
}

/** A hint, so what can't be read is none. */
const expiryOf = ({ params }: LinkField.Link, name: string | undefined): Option.Option<DateTime.Utc> => {
  const text = name === undefined ? undefined : params.get(name.toLowerCase())
  const millis = text === undefined ? undefined : TimeText.parse("instant", text)
  return millis === undefined ? Option.none() : Option.some(DateTime.makeUnsafe(millis))
}
