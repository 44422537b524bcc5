import { assert, describe, it } from "@effect/vitest"
import * as Choices from "../../src/simulator/Choices.ts"
import * as Shrinker from "../../src/simulator/Shrinker.ts"

const drawn = (choices: Choices.Choices) => [
  choices.int("plan", 10),
  choices.chance("wire", 0.5),
  choices.count("list", 2),
  choices.wait("host", 100, 1000),
  choices.pick("fate", ["none", "some", "all"]),
  choices.int("plan", 1)
]

describe("Choices", () => {
  it("are the same for the same seed, and others for another", () => {
    const [one, again, other] = [1, 1, 2].map((seed) => {
      const choices = Choices.seeded(seed)
      return JSON.stringify(Array.from({ length: 20 }, () => drawn(choices)))
    })

    assert.strictEqual(one, again)
    assert.notStrictEqual(one, other)
  })

  it("come again from their recording", () => {
    const first = Choices.seeded(7)
    const before = Array.from({ length: 50 }, () => drawn(first))
    const second = Choices.replayed(first.recording())

    assert.deepStrictEqual(
      Array.from({ length: 50 }, () => drawn(second)),
      before
    )
    assert.deepStrictEqual(second.recording(), first.recording())
  })

  it("mean no trouble behind the end of a recording", () => {
    const nothing = Choices.replayed(Choices.replayed(Choices.seeded(1).recording()).recording())

    assert.deepStrictEqual(drawn(nothing), [0, false, 0, 0, "none", 0])
  })

  it("stay in their bounds when a recording holds more than there is to choose from", () => {
    const { recording } = Choices.seeded(1)
    const high = Choices.replayed({ ...recording(), plan: [99], fate: [99] })

    assert.strictEqual(high.int("plan", 4), 3)
    assert.strictEqual(high.pick("fate", ["none", "some"]), "some")
  })
})

const hasLarge = ({ wire }: Choices.Recording) => wire.some((value) => value >= 5)

describe("Shrinker", () => {
  const recording: Choices.Recording = {
    ...Choices.seeded(1).recording(),
    wire: [0, 3, 0, 9, 1, 0, 7, 0],
    order: Array.from({ length: 40 }, (_, at) => at % 5)
  }

  it("keeps what makes a run fail and takes the rest away", () => {
    const { recording: small } = Shrinker.shrink(recording, hasLarge, 1000)

    assert.deepStrictEqual(small.order, [])
    assert.strictEqual(small.wire.filter((value) => value > 0).length, 1)
    assert.isTrue(hasLarge(small))
  })

  it("never gives a run that does not fail, and no more runs than it may", () => {
    let runs = 0
    const fails = ({ order, wire }: Choices.Recording) => {
      runs += 1
      return order.length > 30 && wire[3] === 9
    }

    const shrunk = Shrinker.shrink(recording, fails, 25)

    assert.isAtMost(runs, 25)
    assert.strictEqual(shrunk.runs, runs)
    assert.isTrue(fails(shrunk.recording))
  })
})
