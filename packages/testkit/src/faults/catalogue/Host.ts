/**
 * T, S and X: the clock, the store and the process of the reader. Nothing a provider does; whoever runs the sync applies
 * them.
 *
 * @since 0.1.0
 */
import type { Line } from "../FaultEntry.ts"
import { completed, failed } from "../Outcome.ts"
import { clock, process, store } from "./What.ts"

const accepted = completed("accepted")
const recovered = completed("recovered")

/**
 * @category constants
 * @since 0.1.0
 */
export const host: ReadonlyArray<Line> = [
  [
    "T1",
    "a consumer slower than the life of a cursor",
    clock("slowConsumer"),
    accepted,
    "documented",
    { note: "pages are staged in the store as they come" }
  ],
  ["T2", "a wait longer than the life of a cursor", clock("longWait"), completed("begunAgain"), "documented"],
  ["T3", "the wall clock jumps by an hour", clock("jump"), accepted, "likely"],
  [
    "T4",
    "the process is stopped for ten minutes and goes on",
    clock("stopped"),
    failed("StaleEpoch"),
    "likely",
    { note: "where another run took over meanwhile; else it goes on" }
  ],
  [
    "T5",
    "the provider's clock is ten minutes off",
    clock("providerSkew"),
    accepted,
    "likely",
    { note: "dates count from the `Date` of the same answer" }
  ],
  ["T6", "a timer of more than 2^31 ms", clock("longTimer"), accepted, "unknown", { note: "never rings at once" }],
  [
    "T7",
    "daylight saving begins at the time of a schedule",
    clock("daylightSaving"),
    accepted,
    "likely",
    { note: "the host's schedule runs once" }
  ],
  [
    "T8",
    "the scheduler was down for a day",
    clock("outage"),
    accepted,
    "likely",
    { note: "one run makes up for all that were missed" }
  ],
  ["S1", "the database is busy", store("busy"), accepted, "likely", { note: "the transaction is tried again" }],
  ["S2", "the disk is full", store("full"), failed("StoreError"), "likely", { note: "the checkpoint stands" }],
  [
    "S3",
    "a sync to disk fails",
    store("ioError"),
    failed("StoreError"),
    "likely",
    { note: "no later sync is trusted for it" }
  ],
  [
    "S4",
    "the connection is lost during a commit",
    store("lostCommit"),
    accepted,
    "likely",
    { note: "what was committed is looked up, never repeated blindly" }
  ],
  [
    "S5",
    "a run writes after another took over",
    store("zombie"),
    failed("StaleEpoch"),
    "likely",
    { note: "and changes nothing" }
  ],
  ["S6", "a torn last line, or a file nobody lists", store("tornTail"), recovered, "likely", { note: "NDJSON" }],
  [
    "S7",
    "the checkpoint can't be read",
    store("corruptCheckpoint"),
    failed("StoreError"),
    "likely",
    { note: "never begun from nothing silently" }
  ],
  ["S8", "the store refuses one row", store("rowRefused"), completed("deadLetter"), "likely"],
  ["S9", "the store takes a page a minute", store("slow"), accepted, "likely"],
  [
    "S10",
    "dead letters can't be written",
    store("lettersDown"),
    failed("StoreError"),
    "likely",
    { note: "and the page isn't either" }
  ],
  ["S11", "a checkpoint of another stream", store("foreignCheckpoint"), failed("StoreError"), "unknown"],
  ["X1", "killed at any named step", process("killAtStep"), recovered, "documented"],
  ["X2", "killed at any moment", process("killAnytime"), recovered, "documented"],
  [
    "X3",
    "asked to stop",
    process("terminate"),
    recovered,
    "documented",
    { note: "the page is finished or rolled back" }
  ],
  ["X4", "out of memory in the middle of a page", process("outOfMemory"), recovered, "likely", { note: "as killed" }],
  [
    "X5",
    "a defect in the host's own code",
    process("defect"),
    recovered,
    "documented",
    { note: "the page isn't committed" }
  ],
  [
    "X6",
    "two at once",
    process("twoAtOnce"),
    failed("StaleEpoch"),
    "likely",
    { note: "one of them; nothing is stored twice" }
  ],
  ["X7", "the event loop stands still for 30 s", process("blocked"), accepted, "likely"],
  [
    "X8",
    "an upgrade between crash and resumption",
    process("upgrade"),
    recovered,
    "documented",
    { note: "an old checkpoint is read, or refused with one line" }
  ]
]
