/**
 * Names of fields whose values are nobody's business: what a provider puts there is taken out of everything that is kept or told
 * of records beside the rows themselves.
 *
 * @since 0.1.0
 */

/** In lower case without separators. */
const names: ReadonlySet<string> = new Set([
  "password",
  "passwd",
  "secret",
  "clientsecret",
  "apikey",
  "accesstoken",
  "refreshtoken",
  "authorization",
  "cardnumber",
  "pan",
  "cvc",
  "cvv",
  "cvc2",
  "cvv2"
])

/**
 * What stands in the place of such a value.
 *
 * @category constants
 * @since 0.1.0
 */
export const redacted = "[redacted]"

/**
 * @category guards
 * @since 0.1.0
 */
export const is = (name: string): boolean => names.has(name.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase())
