// Type-checks every TypeScript block of the READMEs, and every one of the guides that imports what it uses, each as a module of its
// own, where the example host's packages are.
import { execFileSync } from "node:child_process"
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const dir = "examples/host/readme-check"
rmSync(dir, { recursive: true, force: true })
mkdirSync(dir)
let blocks = 0
for (const file of ["README.md", ...globSync(["{packages,examples}/*/README.md", "docs/*.md"])]) {
  for (const [, code = ""] of readFileSync(file, "utf8").matchAll(/^```ts\n(.*?)^```/gms)) {
    if (file.startsWith("docs") && !code.startsWith("import ")) continue
    writeFileSync(join(dir, `block${blocks++}.ts`), `// ${file}\n${code}`)
  }
}
writeFileSync(
  join(dir, "tsconfig.json"),
  JSON.stringify({
    extends: "../../../tsconfig.json",
    compilerOptions: { lib: ["ES2024", "DOM"], noUnusedLocals: false },
    include: ["*.ts"]
  })
)
try {
  execFileSync("tsc", ["-p", dir], { stdio: "inherit" })
  process.stdout.write(`${blocks} blocks of the READMEs and guides type-check\n`)
} finally {
  rmSync(dir, { recursive: true })
}
