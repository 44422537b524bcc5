import { defineConfig } from "tsup"

// One output module per source module, as `effect` itself is published: every
// import stays an import (a relative "./x.ts" becomes "./x.js").
export default defineConfig({
  entry: ["src/**/*.ts"],
  format: "esm",
  target: "node22",
  sourcemap: true,
  clean: true,
  silent: true,
  // node:sqlite has no name without the prefix.
  removeNodeProtocol: false,
  esbuildPlugins: [
    {
      name: "keep-modules",
      setup(build) {
        build.onResolve({ filter: /./ }, ({ kind, path }) =>
          kind === "entry-point" ? undefined : { path: path.replace(/^(\.{1,2}\/.*)\.ts$/, "$1.js"), external: true }
        )
      }
    }
  ]
})
