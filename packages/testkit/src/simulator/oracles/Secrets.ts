/**
 * What is promised of secrets.
 *
 * @since 0.1.0
 */
import type { History, Timed } from "../History.ts"
import { password } from "../Listing.ts"
import { secrets as ofAccount } from "../TokenServer.ts"
import type { Found, Oracle } from "./Oracle.ts"

/**
 * Nothing goes to another host, and nothing that is logged, told, reported or stored shows a secret.
 *
 * @category oracles
 * @since 0.1.0
 */
export const I24: Oracle = {
  name: "I24",
  invariant:
    "No secret is in a log, an event, a report, a dead letter or a checkpoint, and no request leads to another host than the " +
    "provider's.",
  check: ({ entries }: History) =>
    entries.flatMap((entry, moment) => [...strayed(entry, moment), ...shown(entry, moment)])
}

const strayed = (entry: Timed, moment: number): ReadonlyArray<Found> =>
  entry._tag === "Strayed"
    ? [
        {
          moment,
          detail: `process ${entry.process} asks ${entry.url}, ${entry.token === undefined ? "without" : "with"} its token`
        }
      ]
    : []

const shown = (entry: Timed, moment: number): ReadonlyArray<Found> =>
  textsOf(entry).flatMap(({ text, where }) => {
    const secret = secrets.find((known) => text.includes(known))
    return secret === undefined ? [] : [{ moment, detail: `${where} shows ${secret}` }]
  })

const secrets: ReadonlyArray<string> = [...ofAccount, password]

interface Text {
  readonly where: string
  readonly text: string
}

/** What people and other programs get to see; rows are the records as they came. */
const textsOf = (entry: Timed): ReadonlyArray<Text> => {
  switch (entry._tag) {
    case "Logged":
      return [{ where: "the log", text: entry.line }]
    case "Told":
      return [{ where: `the event ${entry.event._tag}`, text: JSON.stringify({ ...entry.event, records: undefined }) }]
    case "Ended":
      return [{ where: "the report", text: entry.how === "report" ? JSON.stringify(entry.report) : entry.problem }]
    case "Stored":
      return [
        ...entry.change.letters.map(({ raw }) => ({ where: "a dead letter", text: raw })),
        ...entry.change.checkpoints.map(({ after }) => ({ where: "a checkpoint", text: after.walk }))
      ]
    default:
      return []
  }
}
