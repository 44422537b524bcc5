/**
 * `faults`: the catalogue of faults, or one of them.
 *
 * @since 0.1.0
 */
import { Console, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as FaultCatalogue from "../faults/FaultCatalogue.ts"
import * as FaultTable from "./FaultTable.ts"

/**
 * @category commands
 * @since 0.1.0
 */
export const command = Command.make(
  "faults",
  {
    id: Argument.String("id").pipe(
      Argument.filterMap(
        (id) => Option.fromUndefinedOr(FaultCatalogue.get(id)),
        (id) => `there is no fault "${id}"; "innlet-testkit faults" lists them`
      ),
      Argument.withDescription("one fault, such as H1"),
      Argument.optional
    ),
    json: Flag.Boolean("json").pipe(Flag.withDefault(false), Flag.withDescription("print JSON"))
  },
  ({ id, json }) => {
    if (json)
      return Console.log(
        JSON.stringify(
          Option.getOrElse(id, () => FaultCatalogue.entries),
          undefined,
          2
        )
      )
    return Console.log(
      Option.match(id, { onNone: () => FaultTable.table(FaultCatalogue.entries), onSome: FaultTable.details })
    )
  }
).pipe(Command.withDescription("List the faults that --fault takes, or tell of one"))
