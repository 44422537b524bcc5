/** The simulator. @since 0.1.0 */
export * as Choices from "./Choices.ts"
export type * as History from "./History.ts"
export * as Oracles from "./oracles/index.ts"
export * as Plan from "./Plan.ts"
export * as Shrinker from "./Shrinker.ts"
export * as Simulation from "./Simulation.ts"
