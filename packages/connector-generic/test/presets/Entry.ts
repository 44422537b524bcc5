/** The presets under test, each with a mock of its provider: a new preset is one entry. */
import {
  ApaleoProvider,
  CloudbedsProvider,
  ExpediaProvider,
  GuestyProvider,
  HostawayProvider,
  HotelbedsProvider,
  type ListOptions,
  type ListProvider,
  MewsProvider,
  type Provider,
  type Row,
  type World
} from "@innlet/testkit"
import { Effect } from "effect"
import type { Manifest } from "../../src/Manifest.ts"
import * as Presets from "../../src/presets/index.ts"

export interface Mock extends Provider.Provider {
  /** By the preset's stream, as all that follow. */
  readonly rows: (stream: string) => Effect.Effect<ReadonlyArray<Row.Row>>
  readonly presentThroughout: (stream: string) => Effect.Effect<ReadonlyArray<Row.Row>>
  readonly change: (stream: string, change: (world: World.World) => World.World) => Effect.Effect<void>
  readonly mark: Effect.Effect<void>
  /** Statuses of the requests so far, in order. */
  readonly statuses: Effect.Effect<ReadonlyArray<number>>
  readonly revoke: Effect.Effect<void>
}

export interface Listed {
  /** The field that is the key of the mock's rows. */
  readonly key: string
  /** What a sweep of a list that stands still is worth, and of one that changes. */
  readonly verdict: "Proven" | "Attested" | "Unproven"
  /** Has it one row a property? @default false */
  readonly isProperty?: boolean | undefined
}

export interface Entry {
  readonly manifest: Manifest
  readonly secrets: Readonly<Record<string, string>>
  readonly parameters?: Readonly<Record<string, string | ReadonlyArray<string>>> | undefined
  readonly mock: (options: ListOptions.ListOptions) => Effect.Effect<Mock>
  readonly streams: Readonly<Record<string, Listed>>
  /** The stream whose second page is tampered with, and the one that its partitions are made of. */
  readonly main: string
  readonly parent?: string | undefined
  /** "Too many requests", as the provider says it. */
  readonly throttled: Answer
  /** Answers to a page in the middle that look well, and what is said of them. */
  readonly broken: ReadonlyArray<readonly [what: string, answer: Answer, said: string]>
  /** How the provider refuses a cursor, where it has one. */
  readonly lost?: Answer | undefined
}

/** In the place of a page. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
}

export const mock = <Stream extends string>(
  make: (options: ListOptions.ListOptions) => Effect.Effect<ListProvider.ListProvider<Stream>>,
  lists: Readonly<Record<string, Stream>>
): Entry["mock"] => {
  const listOf = (stream: string): Stream => {
    const list = lists[stream]
    if (list === undefined) throw new Error(`no list of the mock stands for ${stream}`)
    return list
  }
  return (options) =>
    Effect.map(make(options), (provider) => ({
      name: provider.name,
      handle: provider.handle,
      rows: (stream) => provider.rows(listOf(stream)),
      presentThroughout: (stream) => provider.presentThroughout(listOf(stream)),
      mark: provider.mark,
      change: (stream, change) => provider.change(listOf(stream), change),
      statuses: Effect.map(provider.requests, (requests) => requests.map(({ status }) => status)),
      revoke: provider.revoke
    }))
}

const json = (body: unknown): Answer => ({ status: 200, body: JSON.stringify(body) })

export const entries: ReadonlyArray<Entry> = [
  {
    manifest: Presets.expediaContent,
    secrets: { apiKey: "test-key", sharedSecret: "test-secret" },
    mock: mock((options) => ExpediaProvider.make({ ...options, pageSize: Math.ceil((options.rows ?? 120) / 3) }), {
      properties: "properties"
    }),
    streams: { properties: { key: "propertyId", verdict: "Unproven" } },
    main: "properties",
    throttled: { status: 429, headers: { "rate-limit-minute-remaining": "0", "rate-limit-minute-reset": "1" } },
    broken: [
      ["an error under status 200", json({ type: "unknown_internal_error", message: "try" }), "RequestRejected"],
      ["a list instead of a map", json([{ property_id: "1", name: "A" }]), "no records by name"]
    ],
    lost: { status: 410, body: JSON.stringify({ type: "link.expired", message: "The link you followed has expired." }) }
  },
  {
    manifest: Presets.hotelbedsContent,
    secrets: { apiKey: "test-key", secret: "test-secret" },
    mock: mock(HotelbedsProvider.make, { hotels: "hotels" }),
    streams: { hotels: { key: "code", verdict: "Attested" } },
    main: "hotels",
    throttled: {
      status: 403,
      headers: { "x-mashery-error-code": "ERR_403_DEVELOPER_OVER_QPS" },
      body: "<h1>Forbidden</h1>"
    },
    broken: [
      [
        "an error about the request under status 200",
        json({ error: { code: "INVALID_DATA", message: "from" }, hotels: [] }),
        "RequestRejected"
      ],
      ["an answer without hotels", json({ from: 41, to: 80, total: 200 }), "no records at /hotels"]
    ]
  },
  {
    manifest: Presets.mewsReservations,
    secrets: { clientToken: "test-client-token", accessToken: "test-access-token" },
    mock: mock(MewsProvider.make, { reservations: "reservations" }),
    streams: { reservations: { key: "id", verdict: "Attested" } },
    main: "reservations",
    throttled: { status: 429, headers: { "retry-after": "0" } },
    broken: [["an answer without reservations", json({ Cursor: null }), "no records at /Reservations"]],
    lost: { status: 400, body: JSON.stringify({ Message: "Invalid Cursor.", RequestId: "1" }) }
  },
  {
    manifest: Presets.cloudbeds,
    secrets: { apiKey: "test-api-key" },
    mock: mock(CloudbedsProvider.make, { hotels: "hotels", room_types: "roomTypes", reservations: "reservations" }),
    streams: {
      hotels: { key: "propertyId", verdict: "Attested", isProperty: true },
      room_types: { key: "roomTypeId", verdict: "Attested" },
      reservations: { key: "reservationId", verdict: "Attested" }
    },
    main: "reservations",
    parent: "hotels",
    throttled: { status: 429 },
    broken: [
      ["a refusal under status 200", json({ success: false, message: "Invalid propertyID", data: [] }), "Invalid"],
      ["a refusal that is a text", json({ success: "false", message: "Invalid propertyID", data: [] }), "Invalid"]
    ]
  },
  {
    manifest: Presets.cloudbeds2,
    secrets: { apiKey: "test-api-key" },
    parameters: { propertyIds: ["100001"] },
    mock: mock((options) => CloudbedsProvider.make({ addons: options.rows, guests: options.rows, ...options }), {
      addons: "addons",
      guests: "guests"
    }),
    streams: {
      addons: { key: "id", verdict: "Attested" },
      guests: { key: "id", verdict: "Attested" }
    },
    main: "addons",
    throttled: { status: 429 },
    broken: [["a problem under status 200", json({ title: "Error", status: 500 }), "no records at /data"]]
  },
  {
    manifest: { ...Presets.apaleo, auth: { ...oauth(Presets.apaleo), tokenUrl: "/connect/token" } },
    secrets: { clientId: "test-client", clientSecret: "test-secret" },
    mock: mock(ApaleoProvider.make, { properties: "properties", units: "units", reservations: "reservations" }),
    streams: {
      properties: { key: "id", verdict: "Attested", isProperty: true },
      units: { key: "id", verdict: "Attested" },
      reservations: { key: "id", verdict: "Attested" }
    },
    main: "reservations",
    throttled: { status: 429 },
    broken: [["an answer without reservations", json({ count: 0 }), "no records at /reservations"]]
  },
  {
    manifest: Presets.hostaway,
    secrets: { token: "test-token" },
    mock: mock(HostawayProvider.make, { listings: "listings", reservations: "reservations" }),
    streams: {
      listings: { key: "id", verdict: "Attested", isProperty: true },
      reservations: { key: "id", verdict: "Attested" }
    },
    main: "reservations",
    throttled: { status: 429 },
    broken: [["a refusal under status 200", json({ status: "fail", message: "No access", result: [] }), "No access"]]
  },
  {
    manifest: Presets.guesty,
    secrets: { clientId: "test-client", clientSecret: "test-secret" },
    mock: mock(GuestyProvider.make, { listings: "listings", reservations: "reservations" }),
    streams: {
      listings: { key: "id", verdict: "Attested", isProperty: true },
      reservations: { key: "id", verdict: "Proven" }
    },
    main: "reservations",
    throttled: { status: 429, headers: { "retry-after": "0" } },
    broken: [["an answer without results", json({ pagination: { limit: 40, skip: 40 } }), "no records at /results"]]
  }
]

/** The provider's tokens come from another host, which a mock has not. */
function oauth({ auth }: Manifest) {
  if (auth?.type !== "oauth2") throw new Error("expected OAuth 2.0")
  return auth
}
