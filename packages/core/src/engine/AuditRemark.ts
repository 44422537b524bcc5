/**
 * What there is to say of one page of an audit, seen after the pages before it.
 *
 * @since 0.1.0
 */
import type { StoredAuditEntry } from "../contract/AuditEntry.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Remarks {
  readonly remarks: ReadonlyArray<string>
  readonly problems: ReadonlyArray<string>
}

/**
 * Did this request bring a page?
 *
 * @category guards
 * @since 0.1.0
 */
export const isPage = ({ outcome }: Pick<StoredAuditEntry, "outcome">): boolean =>
  outcome !== "retried" && outcome !== "failed"

interface Meaning {
  readonly text: string
  readonly isProblem: boolean
}

const fine = (text: string): Meaning => ({ text, isProblem: false })
const odd = (text: string): Meaning => ({ text, isProblem: true })

/** Of the outcomes of walks, the stalls among them. */
const meanings: Readonly<Record<string, Meaning>> = {
  accepted: fine("taken in"),
  end: fine("taken in, and the pass ends here"),
  unanchored: odd("it holds no record of the pages before, so the list moved: kept but not believed"),
  refused: odd("the provider refuses offsets that overlap, so the walk goes on in exact steps"),
  otherOffset: odd("the answer starts at another offset than asked, so the walk goes on in exact steps"),
  repeated: odd("a page came again at another offset, so the walk goes on in exact steps"),
  empty: odd("empty, though the provider declares more: asked again"),
  retried: odd("no page came"),
  failed: odd("no page came, and the sweep stopped here"),
  CursorRepeated: odd("the provider named a cursor that it had named before, and the sweep stopped here"),
  PageRepeated: odd("the same records came again under other cursors, and the sweep stopped here"),
  EmptyRun: odd("too many empty pages in a row that claim more, and the sweep stopped here"),
  OffsetMismatch: odd("the answer starts elsewhere than asked, and the sweep stopped here"),
  EndWithoutEvidence: odd("no next cursor and nothing that may end this list, and the sweep stopped here"),
  RequestBudget: odd("more requests than the list can need, and the sweep stopped here"),
  NoProgress: odd("the walk started over as often as allowed, and the sweep stopped here")
}

/** What is remembered of a pass. */
interface PassMemory {
  readonly partition: string
  readonly pass: number
  readonly epoch: number
  /** Just behind the last page that was believed, where offsets are known. */
  readonly frontier: number | undefined
  readonly total: number | null
  readonly lastOutcome: string | undefined
  /** Pages by their content. */
  readonly contents: Map<string | null, number>
}

/**
 * Starts a look over an audit; the function takes the requests of one page after the other.
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = (): ((requests: ReadonlyArray<StoredAuditEntry>) => Remarks) => {
  let memory: PassMemory | undefined
  return (requests) => {
    const last = requests.at(-1)!
    const known = memory?.pass === last.pass && memory.partition === last.partition ? memory : undefined
    const fresh = known === undefined
    const before = known ?? startPass(last)
    const said = [
      meanings[last.outcome] ?? odd(`the walk says "${last.outcome}"`),
      ...(fresh ? [] : takenOver(before, last)),
      ...stepOf(before, last, fresh),
      ...sizeOf(last),
      ...totalOf(before, last),
      ...contentOf(before, last)
    ]
    memory = advance(before, last)
    return {
      remarks: said.filter(({ isProblem }) => !isProblem).map(({ text }) => text),
      problems: [...said.filter(({ isProblem }) => isProblem).map(({ text }) => text), ...troubleOf(requests)]
    }
  }
}

const startPass = ({ epoch, partition, pass }: StoredAuditEntry): PassMemory => ({
  partition,
  pass,
  epoch,
  frontier: undefined,
  total: null,
  lastOutcome: undefined,
  contents: new Map()
})

const believed: ReadonlySet<string> = new Set(["accepted", "end", "repeated"])

const advance = (before: PassMemory, entry: StoredAuditEntry): PassMemory => {
  const content = recordsOf(entry)
  if (content !== null) before.contents.set(content, entry.page)
  return {
    ...before,
    epoch: entry.epoch,
    total: entry.total ?? before.total,
    lastOutcome: entry.outcome,
    frontier: isPage(entry) && believed.has(entry.outcome) ? endOf(entry) : before.frontier
  }
}

/** A cursor that is no offset is named by a hash, which has other digits or begins otherwise. */
const offsetOf = ({ cursor }: StoredAuditEntry): number | undefined =>
  cursor !== null && /^(0|[1-9]\d{0,14})$/.test(cursor) ? Number(cursor) : undefined

const endOf = (entry: StoredAuditEntry): number | undefined => {
  const offset = offsetOf(entry)
  return offset === undefined ? undefined : offset + entry.received
}

const takenOver = (before: PassMemory, entry: StoredAuditEntry): ReadonlyArray<Meaning> =>
  entry.epoch === before.epoch ? [] : [odd("another run took the sweep over here")]

const stepOf = (before: PassMemory, entry: StoredAuditEntry, fresh: boolean): ReadonlyArray<Meaning> => {
  const offset = offsetOf(entry)
  if (fresh) return []
  if (entry.cursor === null) return [odd("the walk began again at the head")]
  if (offset === undefined || before.frontier === undefined) return []
  const ahead = offset - before.frontier
  if (ahead > 0) return [odd(`it starts ${ahead} records behind the page before: they were not asked for`)]
  if (ahead === 0) return [fine("starts where the page before ended")]
  if (before.lastOutcome === "unanchored") return [fine(`went back by ${-ahead} to find a known record`)]
  return [fine(`overlaps the page before by ${-ahead}`)]
}

const sizeOf = ({ limit, received }: StoredAuditEntry): ReadonlyArray<Meaning> =>
  received > limit ? [odd(`${received} records came where ${limit} were asked for`)] : []

const totalOf = (before: PassMemory, { total }: StoredAuditEntry): ReadonlyArray<Meaning> =>
  total === null || before.total === null || total === before.total
    ? []
    : [fine(`the total went from ${before.total} to ${total}`)]

const contentOf = (before: PassMemory, entry: StoredAuditEntry): ReadonlyArray<Meaning> => {
  const same = before.contents.get(recordsOf(entry))
  return same === undefined ? [] : [odd(`the same records as page ${same}`)]
}

/** The hash of a page that has records: all empty ones are the same. */
const recordsOf = ({ contentHash, received }: StoredAuditEntry): string | null => (received > 0 ? contentHash : null)

/** The requests that brought no page, equal ones told once. */
const troubleOf = (requests: ReadonlyArray<StoredAuditEntry>): ReadonlyArray<string> => {
  const times = new Map<string, number>()
  for (const { outcome, problem, status } of requests) {
    if (problem === null && outcome !== "retried" && outcome !== "failed") continue
    const text = problem ?? (status === null ? "no answer" : `status ${status}`)
    times.set(text, (times.get(text) ?? 0) + 1)
  }
  return [...times].map(([text, count]) => (count === 1 ? text : `${count} times: ${text}`))
}
