/**
 * A run's audit as the host shows it: a line a page, what is odd marked with `!`, and the sums below.
 *
 * @since 0.1.0
 */
import type { AuditReplay } from "@innlet/core/engine"
import * as TextTable from "./TextTable.ts"
import * as Wording from "./Wording.ts"

type Pages = ReadonlyArray<AuditReplay.PageReplay>

/**
 * @category formatting
 * @since 0.1.0
 */
export const toJson = (
  run: string,
  { counts, passes, problems, sums }: AuditReplay.AuditReplay,
  shown: Pages
): string => JSON.stringify({ run, sums, counts: counts ?? null, problems, passes, pages: shown })

const columns: ReadonlyArray<TextTable.Column> = [
  { title: "page", align: "right" },
  { title: "pass", align: "right" },
  { title: "sent" },
  { title: "cursor", align: "right" },
  { title: "limit", align: "right" },
  { title: "tries", align: "right" },
  { title: "waited", align: "right" },
  { title: "took", align: "right" },
  { title: "status", align: "right" },
  { title: "records", align: "right" },
  { title: "total", align: "right" },
  { title: "what the walk made of it" }
]

/**
 * @category formatting
 * @since 0.1.0
 */
export const toTable = (run: string, replay: AuditReplay.AuditReplay, shown: Pages): string => {
  const source = replay.pages[0]?.requests[0]
  const whose = source === undefined ? "" : `: ${source.connector}/${source.stream} ${Wording.plain(source.partition)}`
  return [
    `run ${Wording.plain(run)}${whose}`,
    TextTable.render(columns, shown.map(rowOf)),
    "",
    ...passesOf(replay),
    ...sumsOf(replay),
    ...problemsOf(replay)
  ].join("\n")
}

const rowOf = (page: AuditReplay.PageReplay): ReadonlyArray<string> => {
  const last = page.requests.at(-1)
  const said = [...page.problems.map((problem) => `! ${problem}`), ...page.remarks]
  return [
    String(page.page),
    String(page.pass),
    last === undefined ? "-" : Wording.instant(last.sentAt),
    Wording.plain(last?.cursor ?? "-"),
    String(last?.limit ?? "-"),
    String(page.requests.length),
    page.waited === 0 ? "-" : Wording.time(page.waited),
    `${Wording.count(page.latency)} ms`,
    String(last?.status ?? "-"),
    Wording.count(page.received),
    page.total === null ? "-" : Wording.count(page.total),
    Wording.plain(said.join("; "))
  ]
}

const passesOf = ({ passes }: AuditReplay.AuditReplay): ReadonlyArray<string> =>
  passes.map(({ ended, firstTotal, lastTotal, pages, pass, received }) => {
    const total =
      firstTotal === null || lastTotal === null
        ? ""
        : firstTotal === lastTotal
          ? `, total ${Wording.count(lastTotal)}`
          : `, total ${Wording.count(firstTotal)} at first and ${Wording.count(lastTotal)} at last`
    const end = ended ? "" : ", not ended"
    return `pass ${pass}: ${Wording.counted(received, "record")} on ${Wording.counted(pages, "page")}${total}${end}`
  })

const sumsOf = ({ counts, sums }: AuditReplay.AuditReplay): ReadonlyArray<string> => [
  `${Wording.counted(sums.requests, "request")}, ${Wording.counted(sums.retries, "retry", "retries")}, waited ${Wording.time(sums.waited)}, answered in ${Wording.time(sums.latency)}`,
  ...(counts === undefined
    ? []
    : [
        `${Wording.count(counts.received)} received = ${Wording.count(counts.inserted)} inserted + ${Wording.count(counts.updated)} updated + ${Wording.count(counts.unchanged)} unchanged + ${Wording.count(counts.deadLettered)} dead letters`
      ])
]

const problemsOf = ({ pages, problems }: AuditReplay.AuditReplay): ReadonlyArray<string> => {
  const odd = pages.filter((page) => page.problems.length > 0).length
  return [
    ...problems.map((problem) => Wording.plain(`! ${problem}`)),
    ...(odd === 0 ? [] : [`${Wording.counted(odd, "page")} marked with !`]),
    ...(odd === 0 && problems.length === 0 ? ["nothing odd"] : [])
  ]
}
