import { ConnectorError } from "@innlet/core/contract"
import { Duration, Effect } from "effect"
import { endsAt, reading, reasons, type Twin } from "../Twin.ts"

const unavailable = (processed: ConnectorError.Processed) =>
  new ConnectorError.ProviderUnavailable({ detail: "it may be back", retryAfter: undefined, processed })

export const twins: ReadonlyArray<Twin> = [
  {
    title: "takes status 401 for a wrong request",
    stream: "rates",
    breaks: ["takes refused credentials for just that"],
    change: reasons(({ _tag, detail }) =>
      _tag === "AuthenticationFailed" ? new ConnectorError.RequestRejected({ detail }) : undefined
    )
  },
  {
    title: "takes status 403 for a wrong request",
    stream: "rates",
    breaks: ["takes a missing right for one that an operator has to get"],
    change: reasons(({ _tag, detail }) =>
      _tag === "AccessDenied" ? new ConnectorError.RequestRejected({ detail }) : undefined
    )
  },
  {
    title: "takes status 409 for the end of the list",
    stream: "rates",
    breaks: ["takes a refused request for a failure, never for an end"],
    change: endsAt(({ _tag, detail }) => _tag === "RequestRejected" && detail.startsWith("status 409"))
  },
  {
    title: "waits no longer than five seconds, whatever it was asked for",
    stream: "rates",
    breaks: [
      "waits as long as a provider asks that is asked too fast",
      "ends a sync with every row after a failure that passes"
    ],
    change: reasons((reason) =>
      reason._tag === "QuotaExceeded" && reason.retryAfter !== undefined
        ? new ConnectorError.QuotaExceeded({
            detail: reason.detail,
            retryAfter: Duration.min(reason.retryAfter, Duration.seconds(5))
          })
        : undefined
    )
  },
  {
    title: "takes status 5xx for a wrong request",
    stream: "rates",
    breaks: [
      "takes a provider that is down for one that may be back",
      "ends a sync with every row after a failure that passes"
    ],
    change: reasons(({ _tag, detail }) =>
      _tag === "ProviderUnavailable" && detail.startsWith("status 5")
        ? new ConnectorError.RequestRejected({ detail })
        : undefined
    )
  },
  {
    title: "tries again by itself",
    stream: "rates",
    breaks: [
      "takes a provider that is down for one that may be back",
      "takes a lost connection for a request that may have counted"
    ],
    change: reading((read, request) =>
      Effect.catchReason(read(request), "ConnectorError", "ProviderUnavailable", () => read(request))
    )
  },
  {
    title: "is sure that a request whose answer was lost did not count",
    stream: "rates",
    breaks: ["takes a lost connection for a request that may have counted"],
    change: reasons((reason) =>
      reason._tag === "ProviderUnavailable" && reason.detail.includes("connection was lost")
        ? unavailable("no")
        : undefined
    )
  },
  {
    title: "makes do with what came of a body",
    stream: "rates",
    breaks: [
      "takes a cut body for a failure, never for an end",
      "ends a sync with every row after a failure that passes"
    ],
    change: endsAt(({ _tag, detail }) => _tag === "ProviderUnavailable" && detail.includes("body is cut"))
  },
  {
    title: "takes an answer without a list for an empty list",
    stream: "rates",
    breaks: ["takes an answer of another kind for a failure, never for an end"],
    change: endsAt(({ detail }) => detail === "the answer has no list of items")
  },
  {
    title: "takes status 204 for the end of the list",
    stream: "rates",
    breaks: ["takes an answer without a body for a failure, unless it declares an empty page"],
    change: endsAt(({ detail }) => detail.startsWith("status 204"))
  },
  {
    title: "ends the list when the provider is down",
    stream: "rates",
    breaks: [
      "takes a provider that is down for one that may be back",
      "ends a sync as a failure or a suspension, its rows and checkpoint kept, when a failure lasts"
    ],
    change: endsAt(({ _tag, detail }) => _tag === "ProviderUnavailable" && detail.startsWith("status 5"))
  }
]
