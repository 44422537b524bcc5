/**
 * The catalogue of faults as a person reads it in a terminal.
 *
 * @since 0.1.0
 */
import * as FaultCatalogue from "../faults/FaultCatalogue.ts"
import * as Outcome from "../faults/Outcome.ts"

/**
 * A line an entry, with a heading for each family.
 *
 * @category getters
 * @since 0.1.0
 */
export const table = (entries: ReadonlyArray<FaultCatalogue.FaultEntry>): string => {
  const families = Map.groupBy(entries, FaultCatalogue.familyOf)
  const widest = (of: (entry: FaultCatalogue.FaultEntry) => string) => Math.max(...entries.map((one) => of(one).length))
  const [id, title, outcome] = [widest(({ id }) => id), widest(({ title }) => title), widest(outcomeOf)]
  return [...families]
    .map(([family, some]) =>
      [
        `${family}: ${FaultCatalogue.families[family]}`,
        ...some.map(
          (entry) =>
            `  ${entry.id.padEnd(id)}  ${entry.title.padEnd(title)}  ${outcomeOf(entry).padEnd(outcome)}  ${entry.seen}`
        )
      ].join("\n")
    )
    .join("\n\n")
}

/**
 * One entry with all that is known of it.
 *
 * @category getters
 * @since 0.1.0
 */
export const details = (entry: FaultCatalogue.FaultEntry): string =>
  [
    `${entry.id}: ${entry.title}`,
    `what a reader must do  ${outcomeOf(entry)}`,
    ...(entry.note === undefined ? [] : [`note                   ${entry.note}`]),
    `happens                ${momentOf(entry)}`,
    `applied to             ${entry.where}`,
    `seen                   ${entry.seen}`,
    ...(servable.has(entry.where) ? [`serve                  --fault ${entry.id}, --fault ${entry.id}@7`] : [])
  ].join("\n")

const servable: ReadonlySet<string> = new Set(["answer", "connection", "token"])

const outcomeOf = ({ expected }: FaultCatalogue.FaultEntry): string => Outcome.text(expected).replaceAll("`", "")

const momentOf = ({ when }: FaultCatalogue.FaultEntry): string => {
  const of = when.of === "tokens" ? "request for a token" : "request for a list"
  const times =
    when.times === undefined || when.times === 1
      ? ""
      : `, ${when.times === "always" ? "and always after" : `${when.times} times`}`
  const text =
    when.at === undefined
      ? when.every === undefined
        ? `at ${of}s with chance ${when.chance ?? 0}`
        : when.every === 1
          ? `at every ${of}`
          : `at every ${when.every}th ${of}`
      : `at ${of} number ${when.at}`
  return `${text}${times}${when.per === "page" ? ", counted by page" : ""}, unless one says otherwise`
}
