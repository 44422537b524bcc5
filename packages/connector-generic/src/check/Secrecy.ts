/**
 * Does a literal look like a secret? A manifest holds none: `auth` names them, and the host gives them.
 *
 * @since 0.1.0
 */
import type { Value } from "../Value.ts"

/** Words that schemes and well-known services begin their secrets with: RFC 7235 schemes, JWT, Stripe, GitHub, Slack, AWS. */
const known =
  /^(?:(?:bearer|basic)\s+\S{6,}$|eyJ[\w-]{10,}\.|[spr]k_(?:live|test)_|gh[opsur]_\w{20,}|xox[abp]-|AKIA[A-Z0-9]{16}$)/iu

const named =
  /(?:secret|password|passwd|pwd|token|signature|api[-_]?key|access[-_]?key|auth[-_]?key|authorization|cookie)$/iu

/** These are given by answers, and are no secrets. */
const pages = /(?:page|next|continuation|cursor|sync|echo)[-_]?token$/iu

/** Long, and of letters and digits in no order; words, lists, dates and UUIDs, which are as often ids, are none of that. */
const isRandom = (text: string): boolean =>
  /^[\w+=-]{32,}$/u.test(text) &&
  (text.match(/[a-z\d+]{20,}/giu) ?? []).some((run) => /[a-z]/iu.test(run) && run.replaceAll(/\D/gu, "").length >= 4)

/**
 * @category guards
 * @since 0.1.0
 */
export const looksSecret = (name: string, value: Value | undefined): boolean => {
  if (typeof value !== "string") return false
  return known.test(value) || isRandom(value) || (value.length >= 8 && named.test(name) && !pages.test(name))
}
