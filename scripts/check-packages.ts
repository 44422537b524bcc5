// Packs every published package, lints the tarballs, installs them into a project outside the workspace, and there compiles and
// runs an import of every entry point, and a stranger's connector against the laws.
import { execFileSync } from "node:child_process"
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { checkConformance } from "./check-conformance.ts"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports: { readonly [entry: string]: string }
}

const dir = mkdtempSync(join(tmpdir(), "check-packages-"))
const run = (cwd: string, command: string, ...args: ReadonlyArray<string>) =>
  execFileSync(command, args, { cwd, stdio: "inherit" })
const write = (name: string, value: unknown) => writeFileSync(join(dir, name), JSON.stringify(value, null, 2))

const tarballs: Record<string, string> = {}
const entries: Array<string> = []
for (const file of globSync("packages/*/package.json")) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pnpm has read the same files
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest
  if (manifest.private === true) continue
  const { exports, name, version } = manifest
  const tarball = `${name.replace("@", "").replace("/", "-")}-${version}.tgz`
  run(".", "pnpm", "--filter", name, "pack", "--pack-destination", dir, "--silent")
  tarballs[name] = `file:./${tarball}`
  entries.push(...Object.keys(exports).map((entry) => name + entry.slice(1)))
  run(dir, "publint", "--strict", tarball)
  run(dir, "attw", tarball, "--profile", "esm-only", "--format", "table-flipped", "--no-summary")
}

const lock = readFileSync("pnpm-workspace.yaml", "utf8")
const catalog = (name: string): string => new RegExp(`^  "?${name}"?: (.+)$`, "m").exec(lock)?.[1] ?? "*"
write("package.json", {
  private: true,
  type: "module",
  dependencies: {
    ...tarballs,
    ...Object.fromEntries(
      ["effect", "@effect/sql-pg", "@effect/vitest", "msw", "vitest", "@types/node"].map((name) => [
        name,
        catalog(name)
      ])
    )
  }
})
// Without hoisting, an import that its package does not declare fails.
write("pnpm-workspace.yaml", { overrides: tarballs, hoist: false, allowBuilds: { msw: false } })
writeFileSync(
  join(dir, "main.ts"),
  entries
    .filter((entry) => !entry.endsWith(".json"))
    .map((entry, i) => `import * as m${i} from "${entry}"\nconsole.log("${entry}", Object.keys(m${i}).length)\n`)
    .join("")
)
for (const module of ["nodenext", "preserve"]) {
  write(`tsconfig.${module}.json`, {
    compilerOptions: {
      module,
      target: "ES2022",
      lib: ["ES2024", "DOM"],
      types: ["node"],
      noEmit: true,
      skipLibCheck: true
    },
    files: ["main.ts"]
  })
}
run(dir, "pnpm", "install")
run(dir, "tsc", "-p", "tsconfig.nodenext.json")
run(dir, "tsc", "-p", "tsconfig.preserve.json")
run(dir, "node", "main.ts")
await checkConformance(dir)
rmSync(dir, { recursive: true })
