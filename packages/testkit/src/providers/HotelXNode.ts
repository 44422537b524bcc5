/**
 * The nodes of the mock Hotel-X provider: what a row says in an answer, pure in its numbers and the seed.
 *
 * @since 0.1.0
 */
import * as HotelXContent from "./HotelXContent.ts"
import * as HotelXData from "./HotelXData.ts"
import * as HotelXHotel from "./HotelXHotel.ts"
import type { HotelXOptions, Stream } from "./HotelXOptions.ts"

/**
 * The field of a node that holds its content.
 *
 * @category constants
 * @since 0.1.0
 */
export const dataFields = {
  hotels: "hotelData",
  destinations: "destinationData",
  rooms: "roomData",
  boards: "boardData",
  categories: "categoryData",
  metadata: "metadataData"
} as const satisfies Record<Stream, string>

/**
 * The whole node, before a selection cuts it down.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: HotelXOptions, row: HotelXData.HotelXRow): HotelXContent.Json => ({
  code: HotelXData.codeOf(row),
  createdAt: HotelXContent.instantOf(row.createdAt),
  updatedAt: row.malformed ? "2026-02-30T00:00:00.000Z" : HotelXContent.instantOf(row.updatedAt),
  adviseMessage: null,
  [dataFields[row.stream]]: content[row.stream](options, row, HotelXContent.drawsOf(options, row))
})

/**
 * The message that stands in place of content, or beside it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const advise = (
  code: string,
  description: string,
  level: "ERROR" | "WARN",
  number: number
): HotelXContent.Json => ({
  code,
  description,
  level,
  external: null,
  correlationID: `mock-${number}`
})

const room: HotelXContent.Content = (_, row, { maybe, number }) => {
  const code = HotelXData.codeOf(row)
  const adults = 1 + number(1, 4)
  return {
    code,
    roomCode: code,
    texts: maybe(2, HotelXContent.texts(`Room ${code}`, `Habitación ${code}`)),
    source: null,
    occupancies: maybe(3, {
      total: { min: 1, max: adults + 1 },
      infants: null,
      children: { min: 0, max: 1 },
      adults: { min: 1, max: adults }
    }),
    views: maybe(
      4,
      number(4, 2) === 0 ? [{ viewCode: "SEA", texts: HotelXContent.texts("Sea view", "Vista al mar") }] : null
    ),
    medias: maybe(5, [HotelXContent.media(code, 0, row.createdAt)]),
    beds: maybe(6, [{ type: adults > 1 ? "Double" : "Single", count: 1, shared: false }]),
    area: maybe(7, String(12 + number(7, 60))),
    allAmenities: null
  }
}

const methods = (supported: ReadonlyArray<boolean>): HotelXContent.Json =>
  Object.fromEntries(
    HotelXData.streams
      .slice(0, 5)
      .map((stream, index) => [
        stream,
        supported[index] === true ? { languages: [{ reviewDate: "2026-01-01", value: "en" }] } : null
      ])
  )

const content: Record<Stream, HotelXContent.Content> = {
  hotels: HotelXHotel.make,
  destinations: (options, row) => {
    const data = HotelXContent.destinationData(options, row.ordinal)
    return row.version === 0
      ? data
      : { ...data, texts: HotelXContent.texts(`Renamed ${row.version}`, `Destino ${row.ordinal}`) }
  },
  rooms: room,
  boards: (_, row) => {
    const code = HotelXData.codeOf(row)
    return { code, boardCode: code, texts: HotelXContent.texts(`Board ${code}`, `Régimen ${code}`) }
  },
  categories: (_, row) => {
    const code = HotelXData.codeOf(row)
    return {
      code,
      categoryCode: code,
      texts: HotelXContent.texts(`${row.ordinal + 1} stars`, `${row.ordinal + 1} estrellas`)
    }
  },
  metadata: (_, row) => ({
    supplierCode: HotelXData.codeOf(row),
    ...methods(row.ordinal === 0 ? [true, true, true, true, true] : [true, row.ordinal === 1, false, true, false])
  })
}
