/**
 * Mock providers for connectors.
 *
 * @since 0.1.0
 */
export * as BookingOptions from "./providers/BookingOptions.ts"
export * as BookingProvider from "./providers/BookingProvider.ts"
export * as ConnectionFault from "./faults/ConnectionFault.ts"
export * as Dataset from "./world/Dataset.ts"
export * as Exchange from "./providers/Exchange.ts"
export * as Fault from "./faults/Fault.ts"
export * as HotelXExchange from "./providers/HotelXExchange.ts"
export * as HotelXOptions from "./providers/HotelXOptions.ts"
export * as HotelXProvider from "./providers/HotelXProvider.ts"
export * as InMemory from "./transport/InMemory.ts"
export * as LegacyAnswer from "./providers/LegacyAnswer.ts"
export * as LegacyData from "./providers/LegacyData.ts"
export * as LegacyOptions from "./providers/LegacyOptions.ts"
export * as LegacyProvider from "./providers/LegacyProvider.ts"
export * as Moment from "./faults/Moment.ts"
export * as Provider from "./providers/Provider.ts"
export * as Random from "./world/Random.ts"
export * as RetryAfter from "./faults/RetryAfter.ts"
export * as Row from "./world/Row.ts"
export * as Serve from "./transport/Serve.ts"
export * as Volatility from "./world/Volatility.ts"
export * as World from "./world/World.ts"
