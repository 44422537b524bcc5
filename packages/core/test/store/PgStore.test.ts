import { inspection } from "./SqlInspection.ts"
import * as PgServer from "./PgServer.ts"
import { suite } from "./SyncStoreSuite.ts"

if (PgServer.isThere) suite("SqlStore on PostgreSQL", PgServer.layer, inspection, 15)
