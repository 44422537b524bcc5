/**
 * How a run ends that meets a fault.
 *
 * @since 0.1.0
 */

/**
 * What brought a run to its end all the same.
 *
 * - `accepted`: nothing had to be done about it.
 * - `retried`: the request was sent again, or the walk begun again where its cursor must not be replayed.
 * - `waited`: it was sent again, and no earlier than was asked.
 * - `refreshed`: with a new access token.
 * - `begunAgain`: the walk was begun again from its first page.
 * - `deadLetter`: the record was kept as a dead letter, and the others were stored.
 * - `doubted`: no strong verdict was given.
 * - `recovered`: a later run went on from the last commit.
 *
 * @category models
 * @since 0.1.0
 */
export type How =
  | "accepted"
  | "retried"
  | "waited"
  | "refreshed"
  | "begunAgain"
  | "deadLetter"
  | "doubted"
  | "recovered"

/**
 * The tag of an error's reason, the stall of a walk, or the tag of an error.
 *
 * @category models
 * @since 0.1.0
 */
export type Failure =
  | "AuthenticationFailed"
  | "AccessDenied"
  | "ProviderUnavailable"
  | "RequestRejected"
  | "CursorRejected"
  | "UnexpectedResponse"
  | "OriginRefused"
  | "CursorRepeated"
  | "PageRepeated"
  | "EmptyRun"
  | "OffsetMismatch"
  | "EndWithoutEvidence"
  | "RequestBudget"
  | "NoProgress"
  | "SchemaDrift"
  | "StagingFull"
  | "StoreError"
  | "StaleEpoch"

/**
 * `Completed` means that every row which was there throughout is stored or a dead letter, unless the verdict is `Unproven`.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome =
  | { readonly _tag: "Completed"; readonly how: How }
  | { readonly _tag: "Suspended" }
  | { readonly _tag: "Failed"; readonly as: Failure }

/**
 * @category constructors
 * @since 0.1.0
 */
export const completed = (how: How): Outcome => ({ _tag: "Completed", how })

/**
 * @category constructors
 * @since 0.1.0
 */
export const suspended: Outcome = { _tag: "Suspended" }

/**
 * @category constructors
 * @since 0.1.0
 */
export const failed = (as: Failure): Outcome => ({ _tag: "Failed", as })

/**
 * In a word or two.
 *
 * @category getters
 * @since 0.1.0
 */
export const text = (outcome: Outcome): string => {
  switch (outcome._tag) {
    case "Completed":
      return words[outcome.how]
    case "Suspended":
      return "suspended"
    case "Failed":
      return `fails as \`${outcome.as}\``
  }
}

const words: { readonly [how in How]: string } = {
  accepted: "accepted",
  retried: "asked again",
  waited: "asked again after the wait",
  refreshed: "asked again with a new token",
  begunAgain: "begun again",
  deadLetter: "dead letter",
  doubted: "accepted, `Unproven`",
  recovered: "goes on in the next run"
}
