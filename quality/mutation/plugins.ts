/** What Stryker loads from here: the test runner, a reporter, and what is not worth a mutant. */
import type { StrykerOptions } from "@stryker-mutator/api/core"
import { commonTokens, declareFactoryPlugin, declareValuePlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin"
import { type HotOptions, HotRunner } from "./HotRunner.ts"
import { ResultLog } from "./ResultLog.ts"
import { shouldIgnore } from "./Unmeasured.ts"

const hotRunner = (options: StrykerOptions) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Stryker hands on what stryker.config.mjs says
  const hot = options["hot"] as HotOptions
  return new HotRunner(hot)
}
hotRunner.inject = tokens(commonTokens.options)

const resultLog = (options: StrykerOptions) => new ResultLog(String(options["resultLog"]))
resultLog.inject = tokens(commonTokens.options)

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, "hot", hotRunner),
  declareFactoryPlugin(PluginKind.Reporter, "result-log", resultLog),
  declareValuePlugin(PluginKind.Ignore, "unmeasured", { shouldIgnore })
]
