/** All twins, in the order of the laws. */
import type { Twin } from "./Twin.ts"
import { twins as failure } from "./twins/Failure.ts"
import { twins as honesty } from "./twins/Honesty.ts"
import { twins as reading } from "./twins/Reading.ts"
import { twins as record } from "./twins/Record.ts"
import { twins as resumption } from "./twins/Resumption.ts"
import { twins as security } from "./twins/Security.ts"

export const twins: ReadonlyArray<Twin> = [...reading, ...resumption, ...failure, ...record, ...honesty, ...security]
