/**
 * Rows of text in aligned columns.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface Column {
  readonly title: string
  /** @default "left" */
  readonly align?: "left" | "right" | undefined
}

/**
 * Renders a table, a line a row, titles first; columns stand two spaces apart.
 *
 * @category formatting
 * @since 0.1.0
 */
export const render = (columns: ReadonlyArray<Column>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const lines = [columns.map(({ title }) => title), ...rows]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? "").length)))
  return lines
    .map((line) =>
      columns
        .map(({ align }, at) => {
          const cell = line[at] ?? ""
          const width = widths[at] ?? 0
          return align === "right" ? cell.padStart(width) : cell.padEnd(width)
        })
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}
