import { Effect } from "effect"
import * as MemoryStore from "../../src/store/MemoryStore.ts"
import { suite } from "./SyncStoreSuite.ts"

suite("MemoryStore", MemoryStore.layer, {
  rows: (table) => Effect.map(MemoryStore.MemoryStore, (memory) => memory.rows(table)),
  deadLetters: Effect.map(MemoryStore.MemoryStore, (memory) => memory.deadLetters.map(({ raw }) => raw)),
  audit: Effect.map(MemoryStore.MemoryStore, (memory) => memory.audit.map(({ outcome }) => outcome))
})
