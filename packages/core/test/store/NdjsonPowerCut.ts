/**
 * What a power cut may leave of a directory: of each file what was synced last, and of each folder the names that were
 * synced last, the names of now, or both. SQLite's own files are taken as they are: what it committed it has synced, and
 * what it has not committed it does not believe.
 */
import fs from "node:fs"
import { createHash } from "node:crypto"
import { join } from "node:path"

type Names = ReadonlyMap<string, number>

export interface PowerCut {
  /** Writes what a cut before that call may leave, once for each different state. */
  readonly cut: (call: number) => void
  /** A file or folder is synced. */
  readonly sync: (descriptor: number) => void
}

const namesOf = (path: string): Names =>
  new Map(fs.readdirSync(path).map((name) => [name, fs.statSync(join(path, name)).ino]))
const isFolder = (path: string) => fs.statSync(path).isDirectory()

export const make = (directory: string, target: string): PowerCut => {
  const contents = new Map<number, Buffer>()
  const folders = new Map<string, Names>()
  const written = new Set<string>()

  const synced = (path: string): Names => folders.get(path) ?? new Map<string, number>()

  const write = (name: string, choose: (path: string) => Names) => {
    const files: Array<readonly [string, Buffer]> = fs
      .readdirSync(directory)
      .filter((file) => !isFolder(join(directory, file)) && !file.endsWith("-shm"))
      .map((file) => [file, fs.readFileSync(join(directory, file))])
    const durable = synced(directory)
    const made = fs.readdirSync(directory).filter((folder) => isFolder(join(directory, folder)))
    for (const folder of made.filter((one) => name !== "synced" || durable.has(one))) {
      files.push([`${folder}/`, Buffer.alloc(0)])
      for (const [file, inode] of choose(join(directory, folder))) {
        files.push([`${folder}/${file}`, contents.get(inode) ?? Buffer.alloc(0)])
      }
    }
    const hash = createHash("sha256")
    for (const [file, content] of files) hash.update(`${file}\n${content.length}\n`).update(content)
    const state = hash.digest("hex")
    if (written.has(state)) return
    written.add(state)
    for (const [file, content] of files) {
      const path = join(target, state, file)
      if (file.endsWith("/")) fs.mkdirSync(path, { recursive: true })
      else {
        fs.mkdirSync(join(path, ".."), { recursive: true })
        fs.writeFileSync(path, content)
      }
    }
  }

  return {
    cut: () => {
      write("synced", synced)
      write("now", namesOf)
      write("both", (path) => new Map([...synced(path), ...namesOf(path)]))
    },
    sync: (descriptor) => {
      const path = fs.readlinkSync(`/proc/self/fd/${descriptor}`)
      if (isFolder(path)) folders.set(path, namesOf(path))
      else contents.set(fs.fstatSync(descriptor).ino, fs.readFileSync(path))
    }
  }
}
