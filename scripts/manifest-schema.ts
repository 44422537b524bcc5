// Writes the JSON Schema of manifests, by which editors complete and check them. Its descriptions are those of the source.
import { Schema } from "effect"
import { execFileSync } from "node:child_process"
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Manifest } from "../packages/connector-generic/src/Manifest.ts"

type Json = { [name: string]: unknown }

const folder = fileURLToPath(new URL("../packages/connector-generic", import.meta.url))

export const file = `${folder}/manifest.schema.json`

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const plain = (comment: string): string =>
  comment
    .replaceAll(/^\s*\* ?/gm, "")
    .replaceAll(/\s*@(?:category|since)[^\n]*/g, "")
    .replaceAll(/@default ([^\n]*[^\s.])\.?\s*$/gm, "Default: $1.")
    .replaceAll(/\s+/g, " ")
    .trim()

/** What the source says of its schemas and of their members, by name. */
const said = (): Map<string, { of: string; members: Map<string, string> }> => {
  const all = new Map<string, { of: string; members: Map<string, string> }>()
  for (const source of globSync(`${folder}/src/{*,pagination/Pagination}.ts`)) {
    const text = readFileSync(source, "utf8")
    for (const found of text.matchAll(
      /\/\*\*((?:(?!\*\/).)*)\*\/\nexport const (\w+)\b[^\n]* = (Schema\..*?\n\}|Schema\.)/gs
    )) {
      const [, comment = "", name = "", body = ""] = found
      const members = [...body.matchAll(/\n {2}\/\*\*((?:(?!\*\/).)*)\*\/\s*\n {2}(\$?\w+):/gs)]
      all.set(name, {
        of: plain(comment),
        members: new Map(members.map(([, doc = "", member = ""]) => [member, plain(doc)]))
      })
    }
  }
  return all
}

const described = (schema: Json, of: string, members: ReadonlyMap<string, string>): Json => {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {}
  for (const [name, doc] of members) {
    const member = properties[name]
    if (isObject(member) && member["description"] === undefined) properties[name] = { ...member, description: doc }
  }
  return of === "" || schema["description"] !== undefined ? schema : { description: of, ...schema }
}

/** The JSON Schema, draft 2020-12. */
export const document = (): unknown => {
  const { definitions, schema } = Schema.toJsonSchemaDocument(Manifest, { onExcessProperty: "error" })
  const source = said()
  const renamed: { readonly [identifier: string]: string } = { DeclaredParameter: "Parameter" }
  const describe = (name: string, one: Json): Json => {
    const { members, of } = source.get(renamed[name] ?? name) ?? { of: "", members: new Map<string, string>() }
    return described(one, of, members)
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Innlet manifest",
    ...describe("Manifest", schema),
    $defs: Object.fromEntries(
      Object.entries(definitions)
        .map(([name, one]) => [name.replace(/_$/, ""), describe(name, one)] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
    )
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, JSON.stringify(document(), null, 2))
  execFileSync("oxfmt", [file], { stdio: "inherit" })
}
