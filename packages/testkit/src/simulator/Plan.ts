/**
 * What a simulated world is like: the provider's kind, the size of its list, and which families of trouble it has, a random few of
 * them at random rates (a swarm), so that rare combinations come up.
 *
 * @since 0.1.0
 */
import type { Choices } from "./Choices.ts"

/**
 * How the provider pages.
 *
 * @category constants
 * @since 0.1.0
 */
export const kinds = [
  "offset",
  "keyset",
  "scroll",
  "continuation",
  "pageNumber",
  "opaqueOffset",
  "link",
  "queue"
] as const

/**
 * @category models
 * @since 0.1.0
 */
export type Kind = (typeof kinds)[number]

/**
 * What can go wrong, by family. Those that a seed does not have never happen in it.
 *
 * @category constants
 * @since 0.1.0
 */
export const families = [
  /** Records come, go, change and move between requests. */
  "volatile",
  /** Single requests fail, before the provider acted or after. */
  "wire",
  /** The provider fails for a while. */
  "outage",
  /** "Too many requests", with a wait and without. */
  "throttle",
  /** Requests that are answered late, or never. */
  "hang",
  /** Processes are killed. */
  "crash",
  /** Processes are asked to end. */
  "interrupt",
  /** A process stands still while another one takes over, and goes on. */
  "zombie",
  /** Two processes run at once. */
  "twin",
  /** The database is busy, full, or its answer to a commit is lost. */
  "store",
  /** Wall clocks jump, and the provider's is off. */
  "clock",
  /** Records that can't be decoded or have no key, and records that come twice in a page. */
  "bad",
  /** Older versions of records come after newer ones. */
  "stale",
  /** The host is slow to take pages. */
  "slow",
  /** Rows that are gone are marked. */
  "deletions",
  /** Only what changed is asked for. */
  "incremental",
  /** Every content is kept. */
  "history",
  /** The connector declares quotas. */
  "quota",
  /** The list goes round in circles, or every cursor of it is refused. */
  "loop",
  /** A checkpoint was written by another version. */
  "upgrade",
  /** Time passes while there is work to do. */
  "stall",
  /** Tokens are revoked, and token calls fail; over HTTP alone. */
  "auth",
  /** Links lead to another host; over HTTP alone. */
  "foreign",
  /** The provider forgets the places of scrolls before their time. */
  "forgets"
] as const

/**
 * @category models
 * @since 0.1.0
 */
export type Family = (typeof families)[number]

/** How many seeds of a hundred have a family. */
const shares: { readonly [family in Family]: number } = {
  volatile: 70,
  wire: 60,
  outage: 30,
  throttle: 30,
  hang: 15,
  crash: 60,
  interrupt: 20,
  zombie: 20,
  twin: 15,
  store: 25,
  clock: 10,
  bad: 35,
  stale: 15,
  slow: 25,
  deletions: 25,
  incremental: 20,
  history: 12,
  quota: 20,
  loop: 4,
  upgrade: 5,
  stall: 15,
  auth: 60,
  foreign: 30,
  forgets: 30
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Plan {
  readonly kind: Kind
  readonly has: (family: Family) => boolean
  /** Records of a partition at first. */
  readonly rows: number
  readonly partitions: number
  readonly concurrency: number
  /** Do records tell their version? */
  readonly versioned: boolean
  readonly order: "immutable" | "append" | "mutable" | "unspecified"
  readonly total: "none" | "advisory" | "exact"
  readonly pageSize: number
  /** The provider gives no more records a page than this. */
  readonly cap: number
  /** Offsets have to be multiples of the limit. */
  readonly exactSteps: boolean
  /** How long a cursor lives; milliseconds, 0 for ever. */
  readonly ttl: number
  /** Is the key of the first record the empty text? */
  readonly emptyKey: boolean
  /** A dead cursor is answered as the end is. */
  readonly silentExpiry: boolean
  /** Mean changes a request. */
  readonly changes: {
    readonly deletes: number
    readonly inserts: number
    readonly updates: number
    readonly moves: number
  }
  /** The share of requests that fail. */
  readonly failing: number
  /** The share of cursors that a scroll forgets before their time. */
  readonly forgetting: number
  /** The most faults there are: every trouble ends. */
  readonly faults: number
  /** The share of records that are bad. */
  readonly bad: number
  /** From a request to its answer, mean milliseconds. */
  readonly latency: number
  /** What the host takes for a page, mean milliseconds. */
  readonly pace: number
  /** Sweeps to be made. */
  readonly sweeps: number
  /** About how many operations a fiber runs before another may. */
  readonly turn: number
  /** How many requests may be sent in how many milliseconds. */
  readonly quota: { readonly limit: number; readonly window: number; readonly weight: number } | undefined
  /** Bytes of received pages that may wait. */
  readonly staging: number
  /** How often a process meets its fate, most. */
  readonly fates: number
  /** Does the connector speak HTTP, with the engine's own client and credentials? */
  readonly http: boolean
  /** Does the database begin empty, without its schema? */
  readonly bare: boolean
}

/**
 * What of a plan is wanted and not left to chance.
 *
 * @category models
 * @since 0.1.0
 */
export interface Wanted {
  readonly kinds?: ReadonlyArray<Kind> | undefined
  /** Families that every seed has. */
  readonly families?: ReadonlyArray<Family> | undefined
  /** Families that no seed has. */
  readonly without?: ReadonlyArray<Family> | undefined
}

/**
 * Draws a plan.
 *
 * @category constructors
 * @since 0.1.0
 */
export const draw = (choices: Choices, wanted: Wanted = {}): Plan => {
  const pick: Pick = (...options) => choices.pick("plan", options)
  const int = (below: number) => choices.int("plan", below)
  const [first = "offset", ...others] = wanted.kinds ?? kinds
  // Most lists of the trade are addressed by offset.
  const kind = pick(first, ...others, ...(wanted.kinds === undefined ? (["offset", "scroll"] as const) : []))
  const drawn = new Set(
    families.filter((family) => {
      const isIn = choices.chance("plan", shares[family] / 100)
      return (isIn || (wanted.families?.includes(family) ?? false)) && !(wanted.without?.includes(family) ?? false)
    })
  )
  const has = (family: Family) => drawn.has(family)
  const pageSize = pick(5, 3, 8, 12)
  // As many at a time as it takes to open a breaker while some wait.
  const isWide = has("outage") && int(12) === 11
  const partitions = isWide ? 6 : has("loop") ? 1 : pick(1, 1, 1, 1, 1, 1, 2, 3)
  const pages = has("loop") ? circle : pagesOf(pick, partitions)
  const isKept = kind === "scroll" || kind === "continuation"
  const mean = pick(0.5, 0.2, 1, 2)
  const cap = kind === "offset" && int(3) === 2 ? Math.max(2, pageSize - 1 - int(pageSize - 2)) : 1000
  const ttl = isKept ? pick(0, 240_000, 60_000, 240_000, brief) : 0
  const latency = isKept ? pick(50, 5, 400, 2000, 18_000) : pick(50, 5, 400, 2000)
  return {
    kind,
    has,
    rows: Math.round(Math.min(pageSize, cap) * pages),
    partitions,
    concurrency: isWide ? 6 : pick(1, 2, 3),
    versioned: int(4) !== 3,
    order:
      kind === "offset" || kind === "keyset" || kind === "link"
        ? pick("immutable", "immutable", "append", "mutable", "unspecified")
        : pick("unspecified", "mutable"),
    total: pick("none", "advisory", "exact"),
    pageSize,
    cap,
    exactSteps: kind === "offset" && int(12) === 11,
    ttl,
    silentExpiry: int(2) === 1,
    emptyKey: int(6) === 5,
    changes: {
      deletes: has("volatile") ? mean : 0,
      inserts: has("volatile") ? mean : 0,
      updates: has("volatile") ? mean : 0,
      moves: has("volatile") ? mean / 2 : 0
    },
    failing: has("wire") ? pick(0.05, 0.02, 0.15, 0.3) : 0,
    forgetting: has("forgets") ? pick(0.06, 0.25) : 0,
    faults: 2 + int(10),
    bad: has("bad") ? pick(0.04, 0.02, 0.1) : 0,
    // Of cursors that no answer comes in time for, no list is read to its end.
    latency: ttl === brief ? Math.min(latency, 400) : latency,
    pace: has("slow") ? pick(2000, 20_000, 120_000, 300_000) : 0,
    sweeps: isWide
      ? 1
      : 1 + (has("deletions") || has("incremental") || has("history") ? 1 : 0) + (int(10) === 9 ? 1 : 0),
    turn: pick(0, 400, 60, 12),
    quota: has("quota")
      ? pick(
          { limit: 5, window: 1000, weight: 1 },
          { limit: 10, window: 60_000, weight: 1 },
          { limit: 3, window: 10_000, weight: 1 },
          { limit: 9, window: 10_000, weight: 3 }
        )
      : undefined,
    staging: ttl === brief ? 1 << 28 : pick(1 << 28, 20_000, 3000),
    fates: 1 + int(2),
    bare: int(8) === 7,
    http: int(8) === 7 || overHttp.some((family) => wanted.families?.includes(family))
  }
}

/** Pages of a list that is long enough to go round in circles. */
const circle = 6

/** Pages of a list: where there are many lists, they are short. */
const pagesOf = (pick: Pick, partitions: number): number => {
  if (partitions === 1) return pick(2.4, 1.3, 3.6, 0.7, 1.3, 0.7, 2.4, 5)
  return partitions < 4 ? pick(1.3, 0.7, 2.4 / (partitions - 1)) : pick(0.7, 0.4)
}

type Pick = <A>(...options: readonly [A, ...ReadonlyArray<A>]) => A

/** A cursor's life that a slow answer outlasts; milliseconds. */
const brief = 20_000

const overHttp = ["auth", "foreign"] as const satisfies ReadonlyArray<Family>
