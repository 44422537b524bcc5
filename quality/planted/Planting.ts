/**
 * The sources with one bug planted, as texts: nothing on the disk changes.
 */
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Edit, PlantedBug } from "./PlantedBug.ts"

/** Chooses the bug of a process by its id. */
export const variable = "INNLET_PLANTED"

/** What a planted process says on standard error, once a file. */
export const announced = (id: string, file: string): string => `planted ${id} in ${file}`

export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The texts of the patched files by their names, or in one line why the bug can't be planted. */
export const plant = ({ edits, id }: Pick<PlantedBug, "edits" | "id">): ReadonlyMap<string, string> | string => {
  const texts = new Map<string, string>()
  for (const edit of edits) {
    const path = join(root, edit.file)
    if (!existsSync(path)) return `${id}: there is no ${edit.file}`
    const text = texts.get(edit.file) ?? readFileSync(path, "utf8")
    const flaw = flawOf(edit, text)
    if (flaw !== undefined) return `${id}: ${flaw}`
    texts.set(
      edit.file,
      text.replace(edit.find, () => edit.replace)
    )
  }
  return texts
}

const flawOf = ({ file, find, replace }: Edit, text: string): string | undefined => {
  const times = find === "" ? 0 : text.split(find).length - 1
  const where = `in ${file}: ${JSON.stringify(find.trim().split("\n")[0])}`
  if (times !== 1) return `what it replaces is there ${times} times and not once, ${where}`
  return find === replace ? `it replaces nothing by itself, ${where}` : undefined
}
