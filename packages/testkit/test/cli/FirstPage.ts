/** Every provider that can be served, and how one asks it for the first page of a list. */
import { ExpediaProvider, HotelbedsProvider, HotelXProvider } from "@innlet/testkit"
import { Clock, Effect } from "effect"

export interface FirstPage {
  readonly name: string
  /** After the name. */
  readonly flags?: ReadonlyArray<string>
  /** How many rows the list has is said by it. */
  readonly size: string
  readonly list: string
  /** `now` is in seconds; a token is one of those that the provider gives. */
  readonly request: (now: number, token: string) => { readonly path: string } & RequestInit
  readonly signIn?: { readonly path: string; readonly form: string }
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const grant = "grant_type=client_credentials&scope=open-api&client_id=test-client&client_secret=test-secret"
const unthrottled = ["--unthrottled"]

const hub = "http://schemas.xmltravelgate.com/hub/2012/06"
const envelope = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:h="${hub}"
  xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><e:Header><w:Security>
  <w:UsernameToken><w:Username>hub-user</w:Username><w:Password>hub-password</w:Password></w:UsernameToken></w:Security>
  </e:Header><e:Body><h:HotelList><h:hotelListRQ><h:timeoutMilliseconds>180000</h:timeoutMilliseconds><h:version>1</h:version>
  <h:providerRQ><h:code>SUPP</h:code><h:id>7</h:id><h:rqXML><HotelListRQ><timeoutMilliseconds>179700</timeoutMilliseconds>
  <source><languageCode>en</languageCode></source><filterAuditData><registerTransactions>false</registerTransactions>
  </filterAuditData><ContinuationToken expectedRange="10"></ContinuationToken><Configuration><Parameters>
  <Parameter key="HotelXAccessCode" value="2"/></Parameters></Configuration></HotelListRQ></h:rqXML></h:providerRQ>
  </h:hotelListRQ></h:HotelList></e:Body></e:Envelope>`

export const firstPages: ReadonlyArray<FirstPage> = [
  {
    name: "booking",
    size: "rows",
    list: "rates",
    request: () => ({ path: "/v1/rates?offset=0&limit=10", ...bearer("test-token") })
  },
  {
    name: "booking",
    flags: ["--profile", "demand"],
    size: "rows",
    list: "accommodations",
    request: () => ({
      path: "/3.2/accommodations/details",
      method: "POST",
      headers: { authorization: "Bearer test-token", "x-affiliate-id": "1234", "content-type": "application/json" },
      body: JSON.stringify({ country: "nl", rows: 10 })
    })
  },
  {
    name: "hotelx",
    size: "hotels",
    list: "hotels",
    request: () => ({
      path: "/",
      method: "POST",
      headers: { authorization: `Apikey ${HotelXProvider.apiKey}` },
      body: JSON.stringify({
        query: `query ($criteria: HotelXHotelListInput!) { hotelX { hotels(criteria: $criteria) { edges { node { code } } } } }`,
        variables: { criteria: { access: "2", maxSize: 10 } }
      })
    })
  },
  {
    name: "hotelx-legacy",
    size: "hotels",
    list: "hotels",
    request: () => ({
      path: "/Service/Travel/v2/HotelBatchSecure.svc",
      method: "POST",
      headers: { "content-type": "text/xml; charset=utf-8", soapaction: `"${hub}/IServiceHotelBatch/HotelList"` },
      body: envelope
    })
  },
  {
    name: "hotelbeds",
    flags: unthrottled,
    size: "rows",
    list: "hotels",
    request: (now) => ({
      path: "/hotel-content-api/1.0/hotels?from=1&to=10",
      headers: {
        "api-key": "test-key",
        "x-signature": HotelbedsProvider.signature("test-key", "test-secret", now)
      }
    })
  },
  {
    name: "expedia",
    flags: unthrottled,
    size: "rows",
    list: "properties",
    request: (now) => ({
      path: "/v3/properties/content?language=en-US&supply_source=expedia",
      headers: {
        authorization: ExpediaProvider.authorization("test-key", "test-secret", now),
        "accept-encoding": "gzip"
      }
    })
  },
  {
    name: "mews",
    flags: unthrottled,
    size: "rows",
    list: "reservations",
    request: () => ({
      path: "/api/connector/v1/reservations/getAll/2023-06-06",
      method: "POST",
      body: JSON.stringify({
        ClientToken: "test-client-token",
        AccessToken: "test-access-token",
        Client: "Test 1.0",
        UpdatedUtc: { StartUtc: "2025-12-02T00:00:00Z", EndUtc: "2026-03-02T00:00:00Z" },
        Limitation: { Count: 10 }
      })
    })
  },
  {
    name: "cloudbeds",
    flags: unthrottled,
    size: "rows",
    list: "reservations",
    request: () => ({
      path: "/api/v1.3/getReservations?pageNumber=1&pageSize=10",
      headers: { "x-api-key": "test-api-key" }
    })
  },
  {
    name: "apaleo",
    flags: unthrottled,
    size: "rows",
    list: "reservations",
    signIn: { path: "/connect/token", form: grant },
    request: (_, token) => ({ path: "/booking/v1/reservations?pageNumber=1&pageSize=10", ...bearer(token) })
  },
  {
    name: "hostaway",
    flags: unthrottled,
    size: "rows",
    list: "reservations",
    request: () => ({ path: "/v1/reservations?limit=10", ...bearer("test-token") })
  },
  {
    name: "guesty",
    flags: unthrottled,
    size: "rows",
    list: "reservations",
    signIn: { path: "/oauth2/token", form: grant },
    request: (_, token) => ({ path: "/v1/reservations-v3/search?limit=10", ...bearer(token) })
  }
]

/** Asks a served provider for its first page so many times; dies of an answer that is no page. */
export const ask = Effect.fnUntraced(function* ({ name, request, signIn }: FirstPage, url: string, times: number) {
  const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const token = signIn === undefined ? "" : yield* tokenAt(`${url}${signIn.path}`, signIn.form)
  for (let time = 0; time < times; time += 1) {
    const { path, ...init } = request(now, token)
    const { status, text } = yield* answerAt(`${url}${path}`, init)
    if (status !== 200) return yield* Effect.die(new Error(`${name} answers ${status}: ${text}`))
  }
})

const answerAt = (url: string, init: RequestInit) =>
  Effect.promise(async () => {
    const answer = await fetch(url, init)
    return { status: answer.status, text: await answer.text() }
  })

const tokenAt = (url: string, form: string): Effect.Effect<string> =>
  Effect.map(
    answerAt(url, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: form }),
    ({ text }) => String(JSON.parse(text).access_token)
  )
