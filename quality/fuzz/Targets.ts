/**
 * All targets by name. One is loaded when it is asked for, so that coverage sees its code from the beginning.
 *
 * @since 0.1.0
 */
import type { Target } from "./Target.ts"

interface Loaded {
  readonly target: Target
  /** The same with a defect in one place, which a fuzzer that is worth anything finds. */
  readonly planted: Target
}

const targets: Readonly<Record<string, () => Promise<Loaded>>> = {
  "retry-after": () => import("./targets/RetryAfter.ts"),
  "rate-limit": () => import("./targets/RateLimit.ts"),
  "structured-field": () => import("./targets/StructuredField.ts"),
  "link-header": () => import("./targets/LinkHeader.ts"),
  origin: () => import("./targets/Origin.ts"),
  "walk-state": () => import("./targets/WalkState.ts"),
  "cursor-text": () => import("./targets/CursorText.ts"),
  "xml-reader": () => import("./targets/XmlReader.ts"),
  "xml-items": () => import("./targets/XmlItems.ts"),
  "xml-text": () => import("./targets/XmlText.ts"),
  "exact-json": () => import("./targets/ExactJson.ts"),
  "failure-body": () => import("./targets/JsonBody.ts"),
  inflater: () => import("./targets/Inflater.ts"),
  "ndjson-line": () => import("./targets/NdjsonLine.ts"),
  "token-answer": () => import("./targets/TokenAnswer.ts"),
  "token-file": () => import("./targets/TokenFile.ts"),
  "checkpoint-row": () => import("./targets/CheckpointRow.ts"),
  "segment-folder": () => import("./targets/SegmentFolder.ts"),
  manifest: () => import("./targets/Manifest.ts"),
  "host-config": () => import("./targets/HostConfig.ts"),
  "hotelx-answer": () => import("./targets/HotelXAnswer.ts"),
  "legacy-answer": () => import("./targets/LegacyAnswer.ts"),
  "demand-answer": () => import("./targets/DemandAnswer.ts"),
  redaction: () => import("./targets/Redaction.ts"),
  domain: () => import("./targets/Domain.ts")
}

/** What the fuzzer itself is tried on. */
const trials: typeof targets = {
  "trial-hang": () => import("./targets/TrialHang.ts"),
  "trial-steps": () => import("./targets/TrialSteps.ts")
}

/**
 * Those of the parsers.
 *
 * @category constants
 * @since 0.1.0
 */
export const names: ReadonlyArray<string> = Object.keys(targets)

/**
 * @category constructors
 * @since 0.1.0
 */
export const load = async (name: string, planted: boolean): Promise<Target> => {
  const found = targets[name] ?? trials[name]
  if (found === undefined) throw new Error(`there is no target ${name}; there are ${names.join(", ")}`)
  const loaded = await found()
  return planted ? loaded.planted : loaded.target
}
