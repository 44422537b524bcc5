import { assert, describe, it } from "@effect/vitest"
import { Dataset, Volatility, World } from "@innlet/testkit"

const world = (seed: number, rows = 400): World.World =>
  World.make({ stream: "rates", rows, properties: 4, seed, malformed: 0 }, seed)
const keys = (current: World.World): ReadonlyArray<string> => Dataset.rows(current.dataset).map((row) => row.key)

/** The worlds after 0, 1, 2 … requests that read on from offset 0 by `step`. */
const history = (volatility: Volatility.Volatility, seed: number, requests: number, step = 10) => {
  const worlds = [world(seed)]
  for (let request = 0; request < requests; request += 1) {
    worlds.push(Volatility.applied(volatility, worlds[request] ?? world(seed), request * step, request * 1000))
  }
  return worlds
}

/** How the second list differs from the first. */
const difference = (before: World.World, after: World.World) => {
  const [old, fresh] = [new Set(keys(before)), new Set(keys(after))]
  return {
    deleted: keys(before).filter((key) => !fresh.has(key)),
    inserted: keys(after).filter((key) => !old.has(key))
  }
}

describe("Volatility.applied", () => {
  it("is a function of its arguments", () => {
    const volatility = { deletes: 1, inserts: 1, updates: 1, moves: 1 }

    assert.deepStrictEqual(history(volatility, 4, 20), history(volatility, 4, 20))
    assert.notDeepEqual(history(volatility, 4, 20).map(keys), history(volatility, 5, 20).map(keys))
  })

  it("deletes, inserts and updates at the rates asked for", () => {
    const totals = { deleted: 0, inserted: 0, updated: 0 }
    for (let seed = 0; seed < 20; seed += 1) {
      const worlds = history({ deletes: 0.5, inserts: 0.75, updates: 1.5 }, seed, 100)
      for (let index = 1; index < worlds.length; index += 1) {
        const [before, after] = [worlds[index - 1] ?? world(0), worlds[index] ?? world(0)]
        const { deleted, inserted } = difference(before, after)
        const changes = after.changes - before.changes
        totals.deleted += deleted.length
        totals.inserted += inserted.length
        totals.updated += changes - deleted.length - inserted.length
      }
    }

    assert.closeTo(totals.deleted / 2000, 0.5, 0.06)
    assert.closeTo(totals.inserted / 2000, 0.75, 0.06)
    assert.closeTo(totals.updated / 2000, 1.5, 0.1)
  })

  it("keeps rows in strictly ascending rank and every key unique", () => {
    const last = history({ deletes: 2, inserts: 3, updates: 1, moves: 2 }, 1, 300).at(-1) ?? world(0)
    const rows = Dataset.rows(last.dataset)

    assert.isTrue(rows.every((row, index) => index === 0 || row.rank > (rows[index - 1]?.rank ?? Infinity)))
    assert.strictEqual(new Set(keys(last)).size, rows.length)
  })

  it("keeps the order of the rows that stay when none is moved", () => {
    const [first, last] = [world(2), history({ deletes: 1, inserts: 1 }, 2, 100).at(-1) ?? world(2)]
    const stayed = new Set(keys(last))

    assert.deepStrictEqual(
      keys(last).filter((key) => new Set(keys(first)).has(key)),
      keys(first).filter((key) => stayed.has(key))
    )
  })

  it("moves rows to another place without losing one", () => {
    const after = Volatility.applied({ moves: 5 }, world(1), 200, 0)

    assert.notDeepEqual(keys(after), keys(world(1)))
    assert.deepStrictEqual(keys(after).toSorted(), keys(world(1)).toSorted())
  })

  it.each(["before", "after"] as const)("changes rows only on the side it is aimed at: %s", (aim) => {
    for (let seed = 0; seed < 50; seed += 1) {
      const before = keys(world(seed))
      const deleted = difference(world(seed), Volatility.applied({ deletes: 3, aim }, world(seed), 100, 0)).deleted
      const after = Volatility.applied({ inserts: 3, aim }, world(seed), 100, 0)

      for (const key of deleted) assert.strictEqual(before.indexOf(key) < 100, aim === "before")
      const untouched = aim === "before" ? before.slice(100) : before.slice(0, 100)
      const same = aim === "before" ? keys(after).slice(-untouched.length) : keys(after).slice(0, untouched.length)
      assert.deepStrictEqual(same, untouched)
    }
  })

  it("changes rows on both sides when it is aimed nowhere", () => {
    const sides = new Set<boolean>()
    for (let seed = 0; seed < 30; seed += 1) {
      const { deleted } = difference(world(seed), Volatility.applied({ deletes: 2 }, world(seed), 200, 0))
      for (const key of deleted) sides.add(keys(world(seed)).indexOf(key) < 200)
    }

    assert.strictEqual(sides.size, 2)
  })

  it("raises an updated row's time, whatever the clock says", () => {
    const after = Volatility.applied({ updates: 3 }, world(1), 0, 0)
    const changed = Dataset.rows(after.dataset).filter((row) => row.version > 0)

    assert.isAbove(changed.length, 0)
    for (const row of changed) assert.isAbove(row.updatedAt, Dataset.at(world(1).dataset, 0)?.updatedAt ?? Infinity)
  })

  it("leaves an emptied list empty", () => {
    const emptied = Volatility.applied({ deletes: 30, moves: 3, updates: 3 }, world(1, 3), 0, 0)

    assert.deepStrictEqual(keys(emptied), [])
  })
})

describe("Volatility.order", () => {
  const busy = { deletes: 1, inserts: 1, updates: 1, moves: 1 }
  const aims = ["before", "after", "anywhere"] as const
  const runs = (order: Volatility.Order) =>
    aims.flatMap((aim) => [1, 2, 3, 4, 5].map((seed) => history({ ...busy, aim, order }, seed, 30)))
  const steps = (order: Volatility.Order) =>
    runs(order).flatMap((worlds) => worlds.slice(1).map((after, at) => [worlds[at] ?? after, after] as const))

  it("is unspecified where none is named", () => {
    assert.deepStrictEqual(history(busy, 3, 20).map(keys), history({ ...busy, order: "unspecified" }, 3, 20).map(keys))
  })

  it.each(["immutable", "append"] as const)("moves no row of a list that is %s", (order) => {
    for (const [before, after] of steps(order)) {
      const stayed = new Set(keys(after))
      const old = new Set(keys(before))
      assert.deepStrictEqual(
        keys(after).filter((key) => old.has(key)),
        keys(before).filter((key) => stayed.has(key))
      )
    }
  })

  it("puts new rows of a list that is appended to at its end", () => {
    let inserted = 0
    for (const [before, after] of steps("append")) {
      const fresh = difference(before, after).inserted
      assert.deepStrictEqual(fresh.length === 0 ? [] : keys(after).slice(-fresh.length), fresh)
      inserted += fresh.length
    }
    assert.isAbove(inserted, 100)
  })

  it("puts new rows of a list that is immutable anywhere", () => {
    const places = steps("immutable").flatMap(([before, after]) =>
      difference(before, after).inserted.map((key) => keys(after).indexOf(key) / after.dataset.size)
    )

    assert.isTrue(places.some((place) => place < 0.3) && places.some((place) => place > 0.7))
  })

  it("has what changed last at the head of a list that is mutable", () => {
    for (const [before, after] of steps("mutable")) {
      const versions = new Map(Dataset.rows(before.dataset).map(({ key, version }) => [key, version]))
      const rows = Dataset.rows(after.dataset)
      const head = rows.slice(0, after.changes - before.changes)

      assert.isTrue(rows.every((row) => versions.get(row.key) === row.version || head.includes(row)))
    }
  })

  it("moves rows of a list that is mutable past a reader", () => {
    const worlds = [1, 2, 3, 4, 5].map((seed) =>
      Volatility.applied({ moves: 3, order: "mutable" }, world(seed), 200, 0)
    )
    const jumped = worlds.flatMap((after) => keys(after).slice(0, 3)).filter((key) => keys(world(1)).indexOf(key) > 200)

    assert.isAbove(jumped.length, 0)
  })

  it("is not taken from who names one", () => {
    assert.deepStrictEqual(Volatility.inOrder({ order: "append" }, "immutable"), { order: "append" })
    assert.deepStrictEqual(Volatility.inOrder({ moves: 1 }, "immutable"), { moves: 1, order: "immutable" })
    assert.isUndefined(Volatility.inOrder(undefined, "immutable"))
  })
})

describe("World.presentThroughout", () => {
  it("names exactly the rows that were in every list since the mark", () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const volatility = { deletes: 2, inserts: 2, updates: 1, moves: 1 }
      const early = history(volatility, seed, 20)
      const late = [World.marked(early.at(-1) ?? world(seed))]
      for (let request = 0; request < 20; request += 1) {
        late.push(Volatility.applied(volatility, late[request] ?? world(seed), request * 10, 0))
      }
      const inAll = (worlds: ReadonlyArray<World.World>) => {
        const others = worlds.map((current) => new Set(keys(current)))
        return keys(worlds.at(-1) ?? world(seed)).filter((key) => others.every((other) => other.has(key)))
      }
      const claimed = (worlds: ReadonlyArray<World.World>) =>
        World.presentThroughout(worlds.at(-1) ?? world(seed)).map((row) => row.key)

      assert.deepStrictEqual(claimed(early), inAll(early))
      assert.deepStrictEqual(claimed(late), inAll(late))
      assert.isAbove(inAll(late).length, inAll([...early, ...late]).length)
    }
  })
})
