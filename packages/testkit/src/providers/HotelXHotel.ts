/**
 * What the mock Hotel-X provider says of a hotel: one to two kilobytes, nearly every field null sometimes, as sellers
 * differ. One hotel in twelve has nothing but its codes and country.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"
import * as Random from "../world/Random.ts"
import * as HotelXContent from "./HotelXContent.ts"
import * as HotelXData from "./HotelXData.ts"
import type { HotelXOptions } from "./HotelXOptions.ts"

/**
 * The `hotelData` of a row.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: HotelXContent.Content = (options, row, draws) => {
  const code = HotelXData.codeOf(row)
  const { maybe, number } = draws
  const place = HotelXData.destinationOf(options, row.ordinal)
  const sparse = Random.draw(draws.state) < 1 / 12
  const name = `${pick(adjectives, number(1, 97))} ${pick(places, number(2, 89))} ${pick(kinds, number(3, 83))}`
  const identity = { code, hotelCode: code, exclusiveDeal: number(4, 20) === 0 }
  if (sparse) return { ...identity, rank: [], location: { country: HotelXData.countryOf(place) } }
  return {
    ...identity,
    hotelCodeSupplier: maybe(5, `S-${number(5, 1_000_000)}`),
    giataData: null,
    hotelName: maybe(6, row.version === 0 ? name : `${name} ${row.version}`),
    categoryCode: maybe(7, `${1 + number(7, Math.max(1, options.categories ?? 10))}EST`),
    chainCode: maybe(8, number(8, 3) === 0 ? `CH${number(9, 40)}` : null),
    location: location(options, place, draws),
    contact: maybe(10, {
      email: maybe(11, `desk@h${code}.example.test`),
      telephone: maybe(12, `+34 600 ${String(number(12, 1_000_000)).padStart(6, "0")}`),
      fax: null,
      web: maybe(13, `https://h${code}.example.test`)
    }),
    rank: number(14, 4) === 0 ? [] : [1 + number(15, 100)],
    cardTypes: maybe(16, ["VI", "CA", "AX"].slice(0, 1 + number(16, 3))),
    medias: maybe(
      17,
      Array.from({ length: 1 + number(17, 4) }, (_, index) => HotelXContent.media(code, index, row.createdAt))
    ),
    descriptions: maybe(18, [
      {
        type: "GENERAL",
        texts: HotelXContent.texts(
          `${name} stands ${number(19, 900)} m from the centre.`,
          `A ${number(19, 900)} m del centro.`
        )
      },
      {
        type: "LOCATION",
        texts: HotelXContent.texts("Close to the station & the “old town”.", "Cerca de la estación.")
      }
    ]),
    rooms: null,
    propertyType: maybe(20, { propertyCode: String(1 + number(20, 5)), name: pick(kinds, number(3, 83)) }),
    mandatoryFees: maybe(21, number(21, 5) === 0 ? [fee(1 + number(22, 900) / 100)] : []),
    checkIn: maybe(23, stay("14:00", "23:00", maybe(24, 18))),
    checkOut: maybe(25, stay("07:00", "11:00", null)),
    allAmenities: maybe(26, {
      edges: amenityCodes.slice(0, 1 + number(26, 4)).map((each) => amenity(each, row.createdAt))
    }),
    mappings: maybe(27, [{ context: "TGX", code: `tgx-${code}` }])
  }
}

const adjectives = ["Grand", "Royal", "Old", "Blue", "Little", "Golden", "Café", "Ñandú"]
const places = ["Harbour", "Palace", "Garden", "Bay", "Plaza", "Castle", "Mill", "São Jorge", "東京"]
const kinds = ["Hotel", "Hostel", "Apartment", "Resort", "Villa"]
const amenityCodes = ["WIFI", "POOL", "PARKING", "SPA"]

const pick = (list: ReadonlyArray<string>, index: number): string => list[index % list.length] ?? ""

const location = (
  options: HotelXOptions,
  place: number,
  { maybe, number }: HotelXContent.Draws
): HotelXContent.Json => ({
  address: maybe(30, `Quay Street ${1 + number(30, 200)}`),
  city: maybe(31, `City ${place}`),
  zipCode: maybe(32, String(number(32, 100_000)).padStart(5, "0")),
  state: maybe(33, "IB"),
  country: HotelXData.countryOf(place),
  coordinates: maybe(34, {
    latitude: (number(34, 180_000) - 90_000) / 1000,
    longitude: (number(35, 360_000) - 180_000) / 1000
  }),
  closestDestination: maybe(36, HotelXContent.destinationData(options, place)),
  airports: maybe(37, [{ code: "PMI", airportData: { code: "PMI", name: "Palma" } }])
})

const fee = (amount: number): HotelXContent.Json => ({
  duration: "NIGHT",
  mandatoryFeeCode: "CITYTAX",
  price: { amount, currency: "EUR" },
  scope: "PERSON",
  name: "City tax",
  text: null,
  included: false
})

const stay = (startTime: string, endTime: string, minAge: Schema.Json): HotelXContent.Json => ({
  instructions: [],
  specialInstructions: null,
  minAge,
  schedule: { startTime, endTime }
})

const amenity = (code: string, time: number): HotelXContent.Json => ({
  cursor: code,
  node: {
    code,
    createdAt: HotelXContent.instantOf(time),
    updatedAt: HotelXContent.instantOf(time),
    adviseMessage: null,
    amenityData: {
      code,
      amenityCode: code,
      type: "HOTEL",
      texts: HotelXContent.texts(code, code),
      value: [],
      mappings: null
    }
  }
})
