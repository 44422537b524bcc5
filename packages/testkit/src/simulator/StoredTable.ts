/**
 * The tables that are looked at, as `RowText` reads them, and what their rows mean.
 *
 * @since 0.1.0
 */
import * as RowText from "./RowText.ts"
import type { StagedBytes, StoredCheckpoint, StoredLetter, StoredRow } from "./Snapshot.ts"

/**
 * @category constants
 * @since 0.1.0
 */
export const checkpoints: RowText.Table = {
  name: "_innlet_checkpoint",
  key: ["stream", "partition"],
  columns: [
    ..."stream partition run writer status walk verdict".split(" "),
    ..."epoch seq intent since watermark resume_at started_at".split(" "),
    ..."pages requests retries received inserted updated unchanged dead_lettered".split(" ")
  ]
}

/**
 * @category decoding
 * @since 0.1.0
 */
export const checkpointOf = (row: string): StoredCheckpoint => {
  const values = RowText.valuesOf(row, checkpoints)
  const [, stream = "", partition = "", run = "", writer = "", status = "", walk = "", verdict = ""] = values
  const [epoch, seq, intent, since, watermark, resumeAt, startedAt, ...counts] = values.slice(8)
  const [pages, requests, retries, received, inserted, updated, unchanged, deadLettered] = counts.map(Number)
  return {
    stream,
    partition,
    run,
    epoch: Number(epoch),
    seq: Number(seq),
    writer,
    status,
    walk,
    intent: numberOf(intent),
    since: numberOf(since),
    watermark: numberOf(watermark),
    resumeAt: numberOf(resumeAt),
    startedAt: Number(startedAt),
    verdict: verdict === "" ? null : verdict,
    pages: Number(pages),
    requests: Number(requests),
    retries: Number(retries),
    received: Number(received),
    inserted: Number(inserted),
    updated: Number(updated),
    unchanged: Number(unchanged),
    deadLettered: Number(deadLettered)
  }
}

/**
 * @category constants
 * @since 0.1.0
 */
export const letters: RowText.Table = {
  name: "_innlet_dead_letter",
  key: ["id"],
  // A key may be the empty text, and a letter may have none.
  columns: ["partition", "'=' || key", "hash", "times_seen", "raw"]
}

/**
 * @category decoding
 * @since 0.1.0
 */
export const letterOf = (row: string): StoredLetter => {
  const [id = "", partition = "", key = "", hash = "", timesSeen, raw = ""] = RowText.valuesOf(row, letters)
  return { id, partition, key: key === "" ? null : key.slice(1), raw, hash, timesSeen: Number(timesSeen) }
}

/**
 * @category constants
 * @since 0.1.0
 */
export const staged: RowText.Table = {
  name: "_innlet_staged",
  key: ["stream", "partition"],
  columns: ["partition", "run", "page", "bytes"]
}

/**
 * @category decoding
 * @since 0.1.0
 */
export const stagedOf = (row: string): StagedBytes => {
  const [, partition = "", run = "", page, bytes] = RowText.valuesOf(row, staged)
  return { partition, run, page: Number(page), bytes: Number(bytes) }
}

/**
 * @category constants
 * @since 0.1.0
 */
export const healths: RowText.Table = { name: "_innlet_health", key: ["connector"], columns: ["paused_until"] }

/**
 * Until when the provider is known to want nothing; epoch milliseconds, 0 where it is not known.
 *
 * @category decoding
 * @since 0.1.0
 */
export const pausedUntilOf = (row: string): number => Number(RowText.valuesOf(row, healths)[1])

/**
 * The table of a stream.
 *
 * @category constructors
 * @since 0.1.0
 */
export const ofStream = (name: string, key: ReadonlyArray<string>): RowText.Table => ({
  name,
  key,
  columns: "partition run page observed_at confirmed_at deleted_at raw".split(" ").map((column) => `_innlet_${column}`)
})

/**
 * @category decoding
 * @since 0.1.0
 */
export const rowOf = (stream: RowText.Table, row: string): StoredRow => {
  const values = RowText.valuesOf(row, stream)
  const [key = "", partition = "", run = "", page, observedAt, confirmedAt, deletedAt, raw = ""] = values
  return {
    table: stream.name,
    key,
    partition,
    run,
    page: Number(page),
    observedAt: Number(observedAt),
    confirmedAt: Number(confirmedAt),
    deletedAt: numberOf(deletedAt),
    raw
  }
}

const numberOf = (value: string | undefined): number | null => (value === "" ? null : Number(value))
