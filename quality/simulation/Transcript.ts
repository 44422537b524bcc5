/** A history in lines, for whoever looks into a seed. */
import type { History, Plan } from "@innlet/testkit/simulator"

export const of = (history: History.History): ReadonlyArray<string> => {
  const begun = history.entries[0]?.at ?? 0
  return [
    planOf(history.plan),
    ...history.entries.map((entry, moment) => `${moment} ${((entry.at - begun) / 1000).toFixed(3)} s: ${textOf(entry)}`)
  ]
}

const planOf = ({ has: _has, ...plan }: Plan.Plan): string => JSON.stringify(plan)

const textOf = (entry: History.Timed): string => {
  switch (entry._tag) {
    case "Started":
    case "Killed":
    case "Interrupted":
    case "Paused":
    case "Resumed":
    case "Upgraded":
      return `process ${entry.process} ${entry._tag.toLowerCase()}`
    case "Sent":
      return `process ${entry.process} sends ${entry.request}: ${entry.partition}, ${entry.cursor === undefined ? "first page" : JSON.stringify(entry.cursor)}, ${entry.pageSize} records${entry.since === undefined ? "" : `, changed since ${entry.since}`}`
    case "Acted":
      return `  ${entry.request} is served [${entry.served.map(({ id, isBad }) => `${id}${isBad ? "!" : ""}`).join(" ")}]${entry.reachesEnd ? ", the end" : ""}`
    case "Answered":
      return `  ${entry.request} is answered: ${entry.answer._tag === "Page" ? "a page" : `${entry.answer.reason} ${entry.answer.wait ?? ""}`}`
    case "Abandoned":
      return `  ${entry.request} is waited for no more`
    case "Told":
      return `process ${entry.process} tells ${entry.event._tag}`
    case "Stored":
      return `process ${entry.process} commits ${storedOf(entry.change)}`
    case "TokenAsked":
      return `process ${entry.process} asks for a token, call ${entry.call}`
    case "TokenGiven":
      return `  call ${entry.call} is given ${entry.token} for ${entry.life} ms`
    case "TokenAnswered":
      return `  call ${entry.call} is answered: ${entry.answer}`
    case "TokenKept":
      return `process ${entry.process} keeps ${entry.token}`
    case "TokenUsed":
      return `process ${entry.process} uses ${entry.token}${entry.taken ? "" : ", which is refused"}`
    case "Strayed":
      return `process ${entry.process} asks ${entry.url}`
    case "Trouble":
      return `trouble: ${entry.what}`
    case "Logged":
      return `process ${entry.process} logs ${entry.line}`
    case "Ended":
      return `process ${entry.process} ended: ${entry.how === "report" ? entry.report.streams.map(({ outcome }) => ("error" in outcome ? `${outcome._tag}: ${outcome.error.message}` : JSON.stringify(outcome))).join() : `${entry.how} ${entry.problem}`}`
  }
}

const storedOf = ({
  checkpoints,
  letters,
  rows,
  staged
}: Extract<History.Timed, { readonly _tag: "Stored" }>["change"]): string =>
  [
    ...checkpoints.map(
      ({ after }) =>
        `${after.partition} ${after.epoch}.${after.seq} ${after.status}${after.intent === null ? "" : ", with an intent"}: ${after.received} = ${after.inserted} + ${after.updated} + ${after.unchanged} + ${after.deadLettered}`
    ),
    `${rows.length} rows, ${letters.length} letters, ${staged.length} staged`
  ].join("; ")
