/** A trial of the fuzzer itself: an input that never ends, one that takes all memory, and one that is only slow. */
import type { Target } from "../Target.ts"

const trial = (of: (input: string) => void): Target => ({
  name: "trial-hang",
  what: "a trial",
  form: "text",
  sources: ["fuzz/targets/TrialHang.ts"],
  seeds: ["a"],
  words: ["(", ")"],
  maxLength: 50,
  weight: 1,
  run: (input) => {
    of(input)
    return "ran"
  }
})

export const target = trial((input) => {
  while (input.includes("((")) {
    // For ever.
  }
})

export const planted = trial((input) => {
  if (!input.includes("((")) return
  const from = process.threadCpuUsage().user
  while (process.threadCpuUsage().user - from < 130_000) {
    // For 130 ms of a processor.
  }
})
