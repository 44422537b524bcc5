/**
 * What a provider does wrong, or oddly, with its list: cursors, totals, offsets, and which records stand on a page.
 *
 * It needs a `Wire`, which knows where these stand in an answer.
 *
 * @since 0.1.0
 */

/**
 * - `samePage`: the answer of the page before, whole. With `times: Infinity` the list stands still.
 * - `sameCursor`: the right records, and as the next cursor the one they were asked with.
 * - `cycle`: the next cursor is that of the second page; the second page itself leads on.
 * - `sameRecords`: the records of the page before under the right next cursor.
 * - `emptyFirst`: an empty page with a next cursor that leads to the page asked for.
 * - `emptyInstead`: no records, everything else as it is; asked again, the page is right.
 * - `fewer`: the first half of the records, as of a silently capped limit.
 * - `longer`, `threefold`: the records of the following page, or of the two following, too.
 * - `endLater`: the last page names a next cursor, which leads to an empty page.
 * - `endAsNull`, `endAsEmpty`, `endAsBlank`, `endAsMissing`: how the last page says that there is no next.
 * - `falseEnd`: no records and no next cursor, as of an end.
 * - `otherOffset`: the answer says it starts elsewhere.
 * - `lastAgain`: the last record of the page before comes first.
 * - `reversed`: the records of the page in the opposite order.
 * - `hugeCursor`: a next cursor of 1 MB.
 * - `elsewhere`: the next link leads to another host. `linkToItself`: to the page it stands on.
 * - `twoLinks`: two next links that differ. `oddLink`: the right link with commas, semicolons and a date without quotes.
 * - `renamed`: every field of every record has another name from here on.
 *
 * @category models
 * @since 0.1.0
 */
export type Page =
  | "samePage"
  | "sameCursor"
  | "cycle"
  | "sameRecords"
  | "emptyFirst"
  | "emptyInstead"
  | "fewer"
  | "longer"
  | "threefold"
  | "endLater"
  | "endAsNull"
  | "endAsEmpty"
  | "endAsBlank"
  | "endAsMissing"
  | "falseEnd"
  | "otherOffset"
  | "lastAgain"
  | "reversed"
  | "hugeCursor"
  | "elsewhere"
  | "linkToItself"
  | "twoLinks"
  | "oddLink"
  | "renamed"

/**
 * The total that the answer states: JSON of any kind, or nothing.
 *
 * @category models
 * @since 0.1.0
 */
export interface TotalFault {
  readonly total?: string | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface PageFault {
  readonly _tag: "Page"
  readonly page: Page | TotalFault
}
