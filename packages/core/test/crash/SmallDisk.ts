/** Small disks in memory, where the tests may mount them. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const run = (command: string, ...args: ReadonlyArray<string>): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0

export interface Disk {
  readonly enlarge: (kibibytes: number) => void
  readonly unmount: () => void
}

/** Mounts a disk of so many KiB on a directory, for a user. */
export const mount = (directory: string, kibibytes: number, owner?: string): Disk => {
  const options = `size=${kibibytes}k${owner === undefined ? "" : `,uid=${owner},gid=${owner},mode=700`}`
  if (!run("mount", "-t", "tmpfs", "-o", options, "innlet-test", directory)) {
    throw new Error(`can't mount a disk on ${directory}`)
  }
  return {
    enlarge: (size) => run("mount", "-o", `remount,size=${size}k`, directory),
    unmount: () => run("umount", directory) || run("umount", "--lazy", directory)
  }
}

const tryOnce = (): boolean => {
  const directory = mkdtempSync(join(tmpdir(), "innlet-mount-"))
  try {
    mount(directory, 64).unmount()
    return true
  } catch {
    console.warn("crash: tests of a full disk are SKIPPED: no disk in memory can be mounted, which takes root on Linux")
    return false
  } finally {
    rmdirSync(directory)
  }
}

/** May tests mount disks? */
export const isMountable = tryOnce()
