/**
 * The way to a simulated provider and back. A request that is on its way reaches the provider whatever becomes of who sent it; what
 * goes wrong with it, and whether the provider had acted by then, is drawn from the choices.
 *
 * @since 0.1.0
 */
import { ConnectorError } from "@innlet/core/contract"
import { Duration, Effect } from "effect"
import type { Choices } from "./Choices.ts"
import * as Distortion from "./Distortion.ts"
import type { Acted, Entry } from "./History.ts"
import type { Item, Listing } from "./Listing.ts"
import { type Machine, world } from "./Machine.ts"
import type { Plan } from "./Plan.ts"
import type { Process } from "./Process.ts"
import type { Ask, Server, Told } from "./servers/Server.ts"
import * as WireFault from "./WireFault.ts"

/**
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly machine: Machine
  readonly choices: Choices
  readonly plan: Plan
  readonly server: Server
  readonly listing: (partition: string) => Listing
  readonly note: (entry: Entry) => void
}

/**
 * @category models
 * @since 0.1.0
 */
export interface Wire {
  /** Sends a request and waits for its answer. */
  readonly send: (process: Process, ask: Ask, at: Ports) => Effect.Effect<Received, ConnectorError.Reason>
  /** Lists go round in circles no longer. */
  readonly straighten: () => void
  /** Nothing goes wrong any more. */
  readonly calm: () => void
}

/**
 * A page as it arrives.
 *
 * @category models
 * @since 0.1.0
 */
export type Received = Pick<
  Extract<Told, { readonly _tag: "Page" }>,
  "next" | "evidence" | "total" | "offset" | "advances"
> & { readonly items: ReadonlyArray<Pick<Item, "raw">> }

/**
 * The moments of a request at which a process may meet its fate.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ports {
  readonly send: Effect.Effect<void>
  readonly answer: Effect.Effect<void>
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = ({ choices, listing, machine, note, plan, server }: Options): Wire => {
  const faults = WireFault.drawing(choices, plan)
  const distortion = Distortion.make(choices, plan, listing)
  let requests = 0

  /** What the provider does when a request reaches it. */
  const act = (request: number, ask: Ask): Told => {
    listing(ask.partition).change(server.place(ask))
    const meant = distortion.refusal(ask) ?? server.answer(ask)
    const told = meant._tag === "Page" ? distortion.apply(meant, ask.partition) : meant
    note({ _tag: "Acted", request, ...actedOf(told) })
    return told
  }
  let usual = plan.latency
  const latency = () => 1 + choices.wait("wire", usual, usual * 10)

  const exchange = (process: Process, ask: Ask): Effect.Effect<Told> =>
    Effect.callback<Told>((resume) => {
      const request = (requests += 1)
      const { changed, cursor, pageSize, partition } = ask
      note({
        _tag: "Sent",
        process: process.id,
        request,
        partition,
        cursor,
        pageSize,
        since: changed?.from,
        sentAt: process.now()
      })
      const fault = faults.next(machine.now())
      if (fault._tag !== "None") note({ _tag: "Trouble", what: `request ${request}: ${JSON.stringify(fault)}` })
      const delays = WireFault.delaysOf(fault)
      const there = machine.now() + latency() + delays.there
      const back = there + latency() + delays.back
      let told: Told | undefined
      if (WireFault.reaches(fault)) machine.at(there, world, () => (told = act(request, ask)))
      const abandoned = () => note({ _tag: "Abandoned", request })
      if (fault._tag === "Hang") return Effect.sync(abandoned)
      let isGivenUp = false
      const cancel = machine.at(back, process, () => {
        // It came, and nobody waited for it any more.
        if (isGivenUp) return
        const reason = WireFault.reasonOf(fault)
        const answer: Told =
          reason === undefined && told !== undefined ? told : { _tag: "Refused", reason: reason ?? gone }
        note({ _tag: "Answered", request, answer: answerOf(answer) })
        resume(Effect.succeed(answer))
      })
      return Effect.sync(() => {
        isGivenUp = true
        cancel()
        abandoned()
      })
    })

  return {
    send: Effect.fnUntraced(function* (process, ask, at) {
      yield* at.send
      const told = yield* exchange(process, ask)
      yield* at.answer
      return told._tag === "Page" ? told : yield* told.reason
    }),
    straighten: distortion.straighten,
    calm: () => {
      usual = Math.min(usual, quick)
      faults.calm()
      distortion.calm()
    }
  }
}

/** Answers come within it at last, on an average; milliseconds. */
const quick = 400

const gone = new ConnectorError.ProviderUnavailable({
  detail: "nobody there",
  retryAfter: undefined,
  processed: "maybe"
})

const actedOf = (told: Told): Acted =>
  told._tag === "Page"
    ? { served: told.items, reachesEnd: told.reachesEnd, next: told.next }
    : { served: [], reachesEnd: false, next: undefined }

const answerOf = (told: Told) =>
  told._tag === "Page"
    ? ({ _tag: "Page" } as const)
    : ({
        _tag: "Refused",
        reason: told.reason._tag,
        wait: told.reason.retryAfter === undefined ? undefined : Duration.toMillis(told.reason.retryAfter)
      } as const)
