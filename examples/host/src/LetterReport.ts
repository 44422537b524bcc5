/**
 * Dead letters as the host shows them: a table of many, or one whole.
 *
 * @since 0.1.0
 */
import type { DeadLetter } from "@innlet/core/contract"
import type { Heading, LetterSummary } from "./LetterSummary.ts"
import * as TextTable from "./TextTable.ts"
import * as Wording from "./Wording.ts"

/** Digits of an id in a table; enough to tell millions of letters apart. */
const shownDigits = 12

/**
 * One line after a sync: how many records became letters, and which command shows them.
 *
 * @category formatting
 * @since 0.1.0
 */
export const hint = (count: number, stream: string): string =>
  `${stream}: ${Wording.counted(count, "dead letter")}; see why with "dead-letters list ${stream}"`

/**
 * What is wrong with a letter, `price: Expected number`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const problem = ({ message, path }: DeadLetter.Issue): string =>
  Wording.plain(path === "" ? message : `${path}: ${message}`)

const columns: ReadonlyArray<TextTable.Column> = [
  { title: "id" },
  { title: "stream" },
  { title: "status" },
  { title: "seen", align: "right" },
  { title: "last seen" },
  { title: "failed replays", align: "right" },
  { title: "problem" }
]

/**
 * The newest letters as a table, and below it what is wrong with all of them.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toTable = (summary: LetterSummary, width = 500): string => {
  const { newest, problems, quarantined, total, waiting } = summary
  if (total === 0) return "no dead letters"
  const table = TextTable.render(columns, newest.map(rowOf))
    .split("\n")
    .map((line) => Wording.cut(line, width))
  const shown = newest.length < total ? `, the newest ${Wording.count(newest.length)} shown` : ""
  return [
    ...table,
    "",
    `${Wording.counted(total, "dead letter")}: ${Wording.count(waiting)} waiting, ${Wording.count(quarantined)} quarantined${shown}`,
    ...problems.map((one) => `${Wording.count(one.count).padStart(6)} × ${Wording.cut(problem(one), width - 9)}`)
  ].join("\n")
}

const rowOf = (letter: Heading): ReadonlyArray<string> => {
  const [first, ...others] = letter.issues.map(problem)
  return [
    letter.id.slice(0, shownDigits),
    streamOf(letter),
    letter.status,
    Wording.count(letter.timesSeen),
    Wording.instant(letter.lastSeen),
    Wording.count(letter.attempts),
    others.length === 0 ? (first ?? "-") : `${first}, and ${Wording.count(others.length)} more`
  ]
}

const streamOf = ({ connector, partition, stream }: Heading): string =>
  Wording.plain(partition === "all" ? `${connector}/${stream}` : `${connector}/${stream} ${partition}`)

/**
 * One letter whole: where it comes from, what is wrong with it, and its record.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toText = (letter: DeadLetter.StoredDeadLetter): string => {
  const { attempts, bytes, firstSeen, id, key, lastSeen, page, position, raw, run, status, timesSeen, whole } = letter
  const facts: ReadonlyArray<readonly [string, string]> = [
    ["id", id],
    ["stream", streamOf(letter)],
    ["status", attempts === 0 ? status : `${status}, after ${Wording.counted(attempts, "failed replay")}`],
    ["key", key === undefined ? "not readable" : Wording.plain(key.replaceAll("\u001f", " · "))],
    [
      "last seen",
      `${Wording.instant(lastSeen)}, run ${Wording.plain(run)}, page ${page}, record ${position + 1} of it`
    ],
    ["first seen", `${Wording.instant(firstSeen)}, ${Wording.counted(timesSeen, "time")} since`],
    [
      "size",
      whole
        ? Wording.counted(bytes, "byte")
        : `${Wording.counted(bytes, "byte")}; not kept whole, so it can't be replayed`
    ]
  ]
  return [
    ...facts.map(([name, fact]) => `${name.padEnd(11)} ${fact}`),
    "",
    "problems",
    ...letter.issues.map((issue) => `  ${problem(issue)}`),
    "",
    "record",
    Wording.plainLines(indented(raw))
  ].join("\n")
}

const indented = (raw: string): string => {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2)
  } catch {
    return raw
  }
}
