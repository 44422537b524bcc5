/**
 * Watches the raw records of one stream in one run, and tells how they differ from what earlier runs saw. Nothing is
 * compared in the first run, nor before one has seen a whole sweep.
 *
 * It takes any parsed JSON and never throws. Its memory is bounded, whatever the records hold.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"
import type { Issue } from "../contract/DeadLetter.ts"
import type { Drift, Policy } from "../contract/Drift.ts"
import * as Declared from "./Declared.ts"
import * as Evidence from "./Evidence.ts"
import * as Findings from "./Findings.ts"
import * as JsonType from "./JsonType.ts"
import * as Learning from "./Learning.ts"
import * as Node from "./Node.ts"
import * as Observation from "./Observation.ts"
import * as Overlap from "./Overlap.ts"
import { cut } from "./Sample.ts"
import type { Shape } from "./Shape.ts"
import * as ShapeTree from "./ShapeTree.ts"
import * as Wording from "./Wording.ts"

/** How many records of a page are looked at before absences are measured. */
const measured = 100

/** Of a key in an issue's path, which may be data. */
const keyLength = 128

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Of the stream: it declares which fields there are. */
  readonly record: Schema.Top
  /** What earlier runs kept; nothing in the first. */
  readonly kept: Shape | undefined
  readonly policy: Policy
}

/**
 * How a run ended.
 *
 * @category models
 * @since 0.1.0
 */
export interface End {
  /** Has every partition been read to its end? */
  readonly completed: boolean
  /** Did a partition go on from a checkpoint, so that its first pages were not seen? @default false */
  readonly resumed?: boolean | undefined
}

/**
 * @category models
 * @since 0.1.0
 */
export interface ShapeLog {
  /** Takes in a page of raw records. Those that it shares with the page before count once. */
  readonly observe: (records: ReadonlyArray<unknown>) => void
  /** Is there drift in what was observed? Never under `ignore`. */
  readonly hasDrifted: () => boolean
  /** Up to now, in the order of discovery; removed fields are known at the end only. */
  readonly drifts: () => ReadonlyArray<Drift>
  /** What an observed record shows of the drift, one issue for each; for `quarantine`. */
  readonly inspect: (record: unknown) => ReadonlyArray<Issue>
  /** All drift of the run, and what is to be kept for the next. It changes nothing, so it may be asked at any time. */
  readonly finish: (end: End) => { readonly drifts: ReadonlyArray<Drift>; readonly shape: Shape }
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = ({ kept, policy, record }: Options): ShapeLog => {
  const tree = ShapeTree.make(Declared.of(record), kept)
  const tallies: Array<Node.Tally> = []
  let tail: ReadonlyArray<unknown> = []
  const found = () => (policy === "ignore" ? [] : tallies.filter((tally) => tally.isDrift && tally.node.isJudged))
  return {
    observe: (records) => {
      const before = tree.suspicions
      const shared = Overlap.between(tail, records)
      tail = Overlap.tailOf(records)
      for (let i = 0; i < records.length; i++) {
        if (shared.size > 0 && shared.has(i)) continue
        Observation.record(tree, records[i])
        if (tree.isSuspicious) {
          tree.suspicions++
          Findings.tally(tree, tallies, records[i])
        }
        if (tree.record % measured === 0) Observation.measure(tree)
      }
      Observation.measure(tree)
      if (tree.suspicions === before) return
      for (const tally of tallies) tally.isDrift ||= Findings.isDrift(tree, tally)
    },
    hasDrifted: () => found().length > 0,
    drifts: () => found().map(Wording.driftOf),
    inspect: (record) => {
      if (found().length === 0) return []
      const issues = new Map<Node.Tally, Issue>()
      Findings.examine(tree, record, (kind, node, _value, path) => {
        const tally = node.tallies.find((each) => each.kind === kind)
        if (tally === undefined || !tally.isDrift || issues.has(tally)) return
        const keys = path.map((key) => cut(String(key), keyLength))
        issues.set(tally, { path: keys.join("."), message: `schema drift: ${Wording.predicateOf(tally)}` })
      })
      return [...issues.values()]
    },
    finish: ({ completed, resumed = false }) => {
      const isWhole = completed && !resumed
      const gone = isWhole ? goneFrom(tree.root) : []
      const shape = Learning.shapeOf(tree, {
        accepts: policy === "ignore" || policy === "warn",
        isWhole,
        // What was seen before a run was resumed is in what was kept.
        learned: tree.learned || isWhole || (completed && kept !== undefined),
        gone: new Set(gone)
      })
      const others = found().filter(({ kind, node }) => kind !== "nullable" || !gone.includes(node))
      const removals = policy === "ignore" ? [] : gone.map(Wording.removalOf)
      return { drifts: [...others.map(Wording.driftOf), ...removals], shape }
    }
  }
}

/** The fields that are gone, but not those within them. */
const goneFrom = (node: Node.Node): ReadonlyArray<Node.Node> =>
  isGone(node) ? [node] : Node.childrenOf(node).flatMap(goneFrom)

const isGone = ({ declared, isJudged, kept, parent, seen, step }: Node.Node): boolean => {
  if (!isJudged || kept === undefined || step !== "field" || parent === undefined) return false
  if (declared?.optional === true || JsonType.total(seen) > 0) return false
  const present = JsonType.total(kept.counts)
  const since = kept.since + parent.seen[JsonType.JsonType.object]!
  return Evidence.isGone(present, present + Math.max(0, kept.absent - kept.since), since, kept.gap)
}
