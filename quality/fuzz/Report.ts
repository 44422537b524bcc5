/**
 * What a run did, target by target.
 *
 * @since 0.1.0
 */
import type { Done } from "./Task.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Report {
  readonly add: (target: string, done: Done) => void
  readonly findings: () => number
  /** How far it is, in one line. */
  readonly line: () => string
  readonly table: () => string
}

interface Row {
  executions: number
  took: number
  corpus: number
  reached: Done["reached"]
  findings: number
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (): Report => {
  const rows = new Map<string, Row>()
  const from = performance.now()
  const total = (of: (row: Row) => number) => [...rows.values()].reduce((sum, row) => sum + of(row), 0)

  return {
    add: (target, { corpus, executions, findings, reached, took }) => {
      const row = rows.get(target)
      rows.set(target, {
        executions: (row?.executions ?? 0) + executions,
        took: (row?.took ?? 0) + took,
        corpus: corpus.length,
        reached: reached ?? row?.reached,
        findings: (row?.findings ?? 0) + findings.length
      })
    },
    findings: () => total(({ findings }) => findings),
    line: () =>
      `${counted(total(({ executions }) => executions))} executions, ${total(({ findings }) => findings)} findings, ${seconds(performance.now() - from)} s`,
    table: () => {
      const lines = [...rows].map(([name, { corpus, executions, findings, reached, took }]) => [
        name,
        counted(executions),
        counted(Math.round(executions / (took / 1000))),
        String(corpus),
        reached === undefined || reached.all === 0 ? "-" : `${((100 * reached.ran) / reached.all).toFixed(1)} %`,
        String(findings)
      ])
      const sum = [
        "total",
        counted(total(({ executions }) => executions)),
        "",
        "",
        "",
        String(total(({ findings }) => findings))
      ]
      const all = [["target", "executions", "per second", "corpus", "coverage", "findings"], ...lines, sum]
      const widths = all[0]!.map((_, column) => Math.max(...all.map((line) => line[column]!.length)))
      const text = all.map((line) =>
        line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ")
      )
      return [...text, `${seconds(performance.now() - from)} s of wall time`].join("\n")
    }
  }
}

const counted = (value: number): string => value.toLocaleString("en")

const seconds = (millis: number): string => (millis / 1000).toFixed(1)
