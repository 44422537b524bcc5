import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: ["packages/*", "examples/*", "quality"],
    coverage: {
      include: ["packages/*/src/**"],
      thresholds: { statements: 97, branches: 92 }
    }
  }
})
