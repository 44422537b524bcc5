import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** False skips a test; where a skipped test would go unseen it is an error instead. */
export const hasOpenssl = (): boolean => {
  const found = spawnSync("openssl", ["version"]).status === 0
  if (!found && process.env["CI"] === "true") throw new Error("the tests of TLS need the command openssl")
  if (!found) console.warn("skipping the tests of TLS: there is no command openssl")
  return found
}

/** A certificate that signs itself, for one address. */
export const selfSigned = (address: string): { readonly key: string; readonly cert: string } => {
  const folder = mkdtempSync(join(tmpdir(), "innlet-tls-"))
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")]
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    const subject = ["-subj", "/CN=test", "-addext", `subjectAltName=IP:${address}`]
    execFileSync("openssl", ["req", "-x509", "-days", "2", ...curve, ...subject, "-keyout", key, "-out", cert], {
      stdio: "ignore"
    })
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
