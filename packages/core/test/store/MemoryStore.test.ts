import { Effect } from "effect"
import * as MemoryStore from "../../src/store/MemoryStore.ts"
import { suite } from "./SyncStoreSuite.ts"

suite("MemoryStore", MemoryStore.layer, {
  rows: (table) =>
    Effect.map(MemoryStore.MemoryStore, (memory) =>
      memory.rows(table).map(({ identity: _identity, record: _record, ...row }) => row)
    )
})
