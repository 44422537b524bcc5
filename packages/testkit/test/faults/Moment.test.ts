import { assert, describe, it } from "@effect/vitest"
import { Moment } from "@innlet/testkit"

const moments = (moment: Moment.Moment): ReadonlyArray<number> =>
  Array.from({ length: 12 }, (_, index) => index + 1).filter((request) => Moment.includes(moment, request))

describe("Moment.includes", () => {
  it.each([
    [{ at: 3 }, [3]],
    [{ at: 3, times: 2 }, [3, 4]],
    [{ every: 5 }, [5, 10]],
    [{ every: 3, times: 2 }, [3, 6]],
    [{}, []]
  ] as const)("%o happens at the requests %o", (moment, expected) => {
    assert.deepStrictEqual(moments(moment), [...expected])
  })
})
