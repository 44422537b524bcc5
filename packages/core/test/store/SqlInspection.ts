/** How tests look into a store on SQL. */
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { StreamTable } from "../../src/contract/StreamTable.ts"
import * as ExactText from "../../src/store/ExactText.ts"
import type { Inspection } from "./StoreSubject.ts"

interface Bookkeeping {
  readonly raw: string
  readonly partition: string
  readonly run: string
  readonly page: number | bigint
  readonly observed: number | bigint
  readonly confirmed: number | bigint
  readonly deleted: number | bigint | null
}

export const inspection: Inspection<SqlClient.SqlClient> = {
  rows: (table: StreamTable) =>
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Effect.map(
        sql<Bookkeeping>`SELECT _innlet_raw AS raw, _innlet_partition AS partition, _innlet_run AS run, _innlet_page AS page,
          _innlet_observed_at AS observed, _innlet_confirmed_at AS confirmed, _innlet_deleted_at AS deleted
          FROM ${sql(table.name)}`,
        (rows) =>
          rows.map((row) => ({
            raw: row.raw,
            partition: ExactText.decode(row.partition),
            run: ExactText.decode(row.run),
            page: Number(row.page),
            observedAt: Number(row.observed),
            confirmedAt: Number(row.confirmed),
            deletedAt: row.deleted === null ? undefined : Number(row.deleted)
          }))
      )
    )
}
