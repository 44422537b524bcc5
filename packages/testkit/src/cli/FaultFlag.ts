/**
 * The flag `--fault`: a fault of the catalogue and when it happens, as often as one likes.
 *
 * @since 0.1.0
 */
import { Option, Result } from "effect"
import { Flag } from "effect/cli"
import type { Fault } from "../faults/Fault.ts"
import * as FaultCatalogue from "../faults/FaultCatalogue.ts"
import * as FaultText from "../faults/FaultText.ts"

/**
 * @category flags
 * @since 0.1.0
 */
export const flag = Flag.String("fault").pipe(
  Flag.filterMap(
    (text) => Option.getSuccess(read(text)),
    (text) => Result.getOrElse(Result.flip(read(text)), () => text)
  ),
  Flag.atLeast(0),
  Flag.withDescription(
    `what goes wrong, and when: H1@3 or N6@every:10; may be repeated; "innlet-testkit faults" lists them`
  )
)

/**
 * What takes a fault and says itself what is wrong with it.
 *
 * @category constants
 * @since 0.1.0
 */
export const names: ReadonlySet<string> = new Set(["fault", "id"])

/**
 * Those that happen to requests; the others are the provider's data.
 *
 * @category getters
 * @since 0.1.0
 */
export const ofRequests = (faults: ReadonlyArray<Fault>): ReadonlyArray<Fault> =>
  faults.filter(({ what }) => what._tag !== "World")

/**
 * Its id in the catalogue, or its kind.
 *
 * @category getters
 * @since 0.1.0
 */
export const idOf = ({ what }: Pick<Fault, "what">): string =>
  FaultCatalogue.entries.find((entry) => entry.what === what)?.id ?? what._tag.toLowerCase()

const read = (text: string): Result.Result<Fault, string> =>
  Result.flatMap(FaultText.parse(text), (fault) => {
    switch (fault.what._tag) {
      case "World":
        return typeof fault.what.world === "string"
          ? Result.fail("it changes the data once, which a served provider can't; see --volatile and --deletes")
          : Result.succeed(fault)
      case "Store":
      case "Process":
      case "Clock":
        return Result.fail(`it is a fault of the ${fault.what._tag.toLowerCase()}, which a provider has no part in`)
      default:
        return Result.succeed(fault)
    }
  })
