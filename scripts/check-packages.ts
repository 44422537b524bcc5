// Packs every package, lints the tarballs, installs them into a project outside
// the workspace, and there compiles and runs an import of every entry point.
import { execFileSync } from "node:child_process"
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const dir = mkdtempSync(join(tmpdir(), "check-packages-"))
const run = (cwd: string, command: string, ...args: ReadonlyArray<string>) =>
  execFileSync(command, args, { cwd, stdio: "inherit" })
const write = (name: string, value: unknown) =>
  writeFileSync(join(dir, name), JSON.stringify(value, null, 2))

run(".", "pnpm", "--recursive", "pack", "--pack-destination", dir, "--silent")

const tarballs: Record<string, string> = {}
const entries: Array<string> = []
for (const file of globSync("packages/*/package.json")) {
  const { name, version, exports } = JSON.parse(readFileSync(file, "utf8"))
  const tarball = `${name.replace("@", "").replace("/", "-")}-${version}.tgz`
  tarballs[name] = `file:./${tarball}`
  entries.push(...Object.keys(exports).map((entry) => name + entry.slice(1)))
  run(dir, "publint", "--strict", tarball)
  run(dir, "attw", tarball, "--profile", "esm-only", "--format", "table-flipped", "--no-summary")
}

write("package.json", { private: true, type: "module", dependencies: tarballs })
// Without hoisting, an import that its package does not declare fails.
write("pnpm-workspace.yaml", { overrides: tarballs, hoist: false })
writeFileSync(
  join(dir, "main.ts"),
  entries
    .filter((entry) => !entry.endsWith(".json"))
    .map((entry, i) => `import * as m${i} from "${entry}"\nconsole.log(m${i})\n`)
    .join("")
)
for (const module of ["nodenext", "preserve"]) {
  write(`tsconfig.${module}.json`, {
    compilerOptions: { module, target: "ES2022", lib: ["ES2022", "DOM"], noEmit: true },
    files: ["main.ts"]
  })
}
run(dir, "pnpm", "install")
run(dir, "tsc", "-p", "tsconfig.nodenext.json")
run(dir, "tsc", "-p", "tsconfig.preserve.json")
run(dir, "node", "main.ts")
rmSync(dir, { recursive: true })
