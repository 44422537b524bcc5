/** A trial of the fuzzer itself: a defect behind letters that are looked at one after the other. */
import type { Target } from "../Target.ts"

const isOpen = (input: string): boolean => {
  if (input[0] !== "[") return false
  if (input[1] !== "{") return false
  if (input[2] !== "<") return false
  return input[3] === "("
}

export const target: Target = {
  name: "trial-steps",
  what: "a trial",
  form: "text",
  sources: ["fuzz/targets/TrialSteps.ts"],
  seeds: ["abcdefgh"],
  words: ["[", "{", "<", "("],
  maxLength: 50,
  weight: 1,
  run: (input) => {
    if (isOpen(input)) throw new Error("open")
    return "ran"
  }
}

export const planted = target
