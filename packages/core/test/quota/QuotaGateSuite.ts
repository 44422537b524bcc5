/** What a gate owes, whatever its ledger. */
import * as LoadSuite from "./LoadSuite.ts"
import * as QuotaRulesSuite from "./QuotaRulesSuite.ts"
import * as ReadingSuite from "./ReadingSuite.ts"
import type { Using } from "./Subject.ts"
import * as ThrottleSuite from "./ThrottleSuite.ts"

export const suite = (name: string, using: Using, isThere = true): void => {
  for (const part of [QuotaRulesSuite, ThrottleSuite, ReadingSuite, LoadSuite]) part.suite(name, using, isThere)
}
