/**
 * The rows of a table as one text, made by the database: most rows of most looks are as they were, and texts are compared fastest.
 *
 * @since 0.1.0
 */

/** They stand in no column: records are JSON, which escapes them. */
const inKey = "\u001d"
const betweenRows = "\u001e"
const betweenColumns = "\u001f"

/**
 * A table as it is read: the columns of its key, whose values stand as one text before the others, and those others as SQL.
 *
 * @category models
 * @since 0.1.0
 */
export interface Table {
  readonly name: string
  readonly key: ReadonlyArray<string>
  readonly columns: ReadonlyArray<string>
}

/**
 * The expression that gives a table's rows. A value that is null is an empty text in it.
 *
 * @category getters
 * @since 0.1.0
 */
export const select = ({ columns, key, name }: Table): string => {
  // Null would be left out, its place with it.
  const values = columns.map((column) => `coalesce(${column}, '')`)
  const row = [`concat_ws('${inKey}', ${key.join(", ")})`, ...values].join(", ")
  return `(SELECT coalesce(group_concat(concat_ws('${betweenColumns}', ${row}), '${betweenRows}'), '') FROM "${name}")`
}

/**
 * How rows differ from those before; each as a text.
 *
 * @category models
 * @since 0.1.0
 */
export interface Difference {
  readonly changed: ReadonlyArray<{ readonly before: string | undefined; readonly after: string }>
  readonly gone: ReadonlyArray<string>
}

const none: Difference = { changed: [], gone: [] }

/**
 * @category getters
 * @since 0.1.0
 */
export const difference = (before: string, after: string): Difference => {
  if (before === after) return none
  const [old, now] = [rowsOf(before), rowsOf(after)]
  let from = 0
  while (from < old.length && old[from] === now[from]) from += 1
  let rest = 0
  while (rest < old.length - from && old.at(-1 - rest) === now.at(-1 - rest)) rest += 1

  const left = new Map(old.slice(from, old.length - rest).map((row) => [keyOf(row), row]))
  const changed: Array<{ readonly before: string | undefined; readonly after: string }> = []
  for (const row of now.slice(from, now.length - rest)) {
    const key = keyOf(row)
    const known = left.get(key)
    left.delete(key)
    if (known !== row) changed.push({ before: known, after: row })
  }
  return { changed, gone: [...left.values()] }
}

/**
 * The key of a row, and its other columns.
 *
 * @category getters
 * @since 0.1.0
 */
export const valuesOf = (row: string, { columns, name }: Table): ReadonlyArray<string> => {
  const values = row.split(betweenColumns)
  if (values.length !== columns.length + 1) throw new Error(`a row of ${name} can't be read: ${row}`)
  return values
}

/**
 * @category getters
 * @since 0.1.0
 */
export const rowsOf = (text: string): ReadonlyArray<string> => (text === "" ? [] : text.split(betweenRows))

const keyOf = (row: string): string => row.slice(0, row.indexOf(betweenColumns))
