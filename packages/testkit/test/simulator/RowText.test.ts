import { assert, describe, it } from "@effect/vitest"
import { DatabaseSync } from "node:sqlite"
import * as RowText from "../../src/simulator/RowText.ts"

const table: RowText.Table = { name: "offer", key: ["hotel", "room"], columns: ["price", "note"] }

const textOf = (values: string): string => {
  const database = new DatabaseSync(":memory:")
  database.exec("CREATE TABLE offer (hotel, room, price, note, PRIMARY KEY (hotel, room)) WITHOUT ROWID")
  if (values !== "") database.exec(`INSERT INTO offer VALUES ${values}`)
  const text = String(database.prepare(`SELECT ${RowText.select(table)} AS text`).get()?.["text"])
  database.close()
  return text
}

const before = textOf("('a', 1, 10, 'x'), ('b', 1, 20, NULL), ('b', 2, 30, 'y'), ('d', 1, 40, 'z')")

const valuesOf = (row: string | undefined) => (row === undefined ? undefined : RowText.valuesOf(row, table).slice(1))

describe("RowText", () => {
  it("keeps the place of a null", () => {
    assert.deepStrictEqual(RowText.rowsOf(before).map(valuesOf), [
      ["10", "x"],
      ["20", ""],
      ["30", "y"],
      ["40", "z"]
    ])
  })

  it("tells new, changed and lost rows from those that are as they were", () => {
    const after = textOf("('a', 1, 10, 'x'), ('b', 1, 21, NULL), ('c', 1, 35, 'n'), ('d', 1, 40, 'z')")
    const { changed, gone } = RowText.difference(before, after)

    assert.deepStrictEqual(
      changed.map(({ after, before }) => [valuesOf(before), valuesOf(after)]),
      [
        [
          ["20", ""],
          ["21", ""]
        ],
        [undefined, ["35", "n"]]
      ]
    )
    assert.deepStrictEqual(gone.map(valuesOf), [["30", "y"]])
  })

  it("finds rows that come and go at both ends", () => {
    const [first = "", second = "", third = "", last = ""] = RowText.rowsOf(before)
    const middle = textOf("('b', 1, 20, NULL), ('b', 2, 30, 'y')")

    assert.deepStrictEqual(RowText.difference(before, middle), { changed: [], gone: [first, last] })
    assert.deepStrictEqual(RowText.difference(middle, before), {
      changed: [first, last].map((after) => ({ before: undefined, after })),
      gone: []
    })
    assert.deepStrictEqual(RowText.difference(before, textOf("")).gone, [first, second, third, last])
    assert.deepStrictEqual(RowText.difference(before, before), { changed: [], gone: [] })
  })

  it("refuses a row of other columns", () => {
    assert.throws(
      () => RowText.valuesOf(RowText.rowsOf(before)[0] ?? "", { ...table, columns: ["price"] }),
      /a row of offer can't be read/
    )
  })
})
