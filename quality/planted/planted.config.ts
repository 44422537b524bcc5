/**
 * Runs tests with a planted bug: `INNLET_PLANTED=some-id vitest run --config quality/planted/planted.config.ts` and the file. Tests
 * are loaded by Vite, and not by the loader that `register.ts` puts its texts under.
 */
import { defineConfig } from "vitest/config"
import { join } from "node:path"
import * as PlantedBugs from "./PlantedBugs.ts"
import * as Planting from "./Planting.ts"

const id = process.env[Planting.variable]
const bug = PlantedBugs.all.find((known) => known.id === id)
const texts = bug === undefined ? `there is no planted bug "${id}"` : Planting.plant(bug)
if (typeof texts === "string") throw new Error(texts)
const files = new Map(Array.from(texts, ([file, text]) => [join(Planting.root, file), text]))

export default defineConfig({
  plugins: [
    {
      name: "planted",
      enforce: "pre",
      load: (path) => files.get(path)
    }
  ]
})
