/**
 * How the providers answered lately, as `status --debug` shows it: sums and the last requests of each connector.
 *
 * @since 0.1.0
 */
import type { Health } from "@innlet/core/contract"
import * as TextTable from "./TextTable.ts"
import * as Wording from "./Wording.ts"

type Healths = ReadonlyArray<Health.Health>

const sums: ReadonlyArray<TextTable.Column> = [
  { title: "connector" },
  { title: "requests", align: "right" },
  { title: "errors", align: "right" },
  { title: "throttled", align: "right" },
  { title: "average", align: "right" },
  { title: "p95", align: "right" },
  { title: "paused until" },
  { title: "as of" }
]

const exchanges: ReadonlyArray<TextTable.Column> = [
  { title: "sent" },
  { title: "request" },
  { title: "status", align: "right" },
  { title: "latency", align: "right" },
  { title: "try", align: "right" },
  { title: "waited" },
  { title: "problem" }
]

/**
 * The healths as two kinds of tables.
 *
 * @category formatting
 * @since 0.1.0
 */
export const toTable = (healths: Healths): string =>
  healths.length === 0
    ? "no requests were made yet"
    : [
        TextTable.render(sums, healths.map(sumsOf)),
        ...healths.flatMap(({ connector, exchanges: recent }) => [
          "",
          `${connector}: the last ${Wording.count(recent.length)} requests`,
          TextTable.render(exchanges, recent.map(exchangeOf))
        ])
      ].join("\n")

const sumsOf = (health: Health.Health): ReadonlyArray<string> => [
  health.connector,
  Wording.count(health.requests),
  health.requests === 0 ? "-" : `${((100 * health.failures) / health.requests).toFixed(1)} %`,
  Wording.count(health.throttled),
  `${Wording.count(health.averageLatency)} ms`,
  `${Wording.count(health.p95Latency)} ms`,
  health.pausedUntil === null ? "-" : Wording.instant(health.pausedUntil),
  Wording.instant(health.updatedAt)
]

const exchangeOf = (exchange: Health.RecentExchange): ReadonlyArray<string> => [
  Wording.instant(exchange.sentAt),
  `${exchange.method} ${exchange.url}`,
  exchange.status === null ? "-" : String(exchange.status),
  `${Wording.count(exchange.latency)} ms`,
  String(exchange.attempt),
  exchange.because === null || exchange.waited === 0 ? "-" : `${Wording.time(exchange.waited)} (${exchange.because})`,
  exchange.problem ?? "-"
]
