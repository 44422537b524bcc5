/**
 * The texts of the GraphQL queries. One walk sends one text: what the first call asks for is frozen on the server until its
 * list ends.
 *
 * The fields are those of the published schema. `pageInfo`, a node's `error` and an advice's `type` are gone from it, so
 * none of them is asked for. Source: Travelgate documentation, API reference of `HotelXQuery`.
 *
 * @since 0.1.0
 */

/**
 * A list of Hotel-X content.
 *
 * @category models
 * @since 0.1.0
 */
export type StreamName = "hotels" | "destinations" | "rooms" | "boards" | "categories" | "metadata"

/**
 * Whether to send the argument `relay`. The schema required it until 2024 and has none now; one that doesn't fit fails the
 * validation of every request. Source: Travelgate's schema repository, July 2024, and today's API reference.
 *
 * @category models
 * @since 0.1.0
 */
export type Relay = "omit" | "send"

/**
 * The query of a stream. Its variables are `criteria`, for the paged ones `token`, for hotels `filter`, and for all that hold
 * texts `language`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const textOf = (stream: StreamName, relay: Relay): string =>
  texts[stream].replace("{relay}", relay === "send" ? ", relay: {}" : "")

const advice = "adviseMessage { code description level correlationID external { code message } }"

const hotels = `query Hotels($criteria: HotelXHotelListInput!, $token: String, $filter: HotelXHotelFilterInput, $language: [Language!]) {
  hotelX {
    hotels(criteria: $criteria, token: $token, filter: $filter{relay}) {
      token
      count
      edges {
        node {
          code
          createdAt
          updatedAt
          ${advice}
          hotelData {
            code
            hotelCode
            hotelCodeSupplier
            hotelName
            categoryCode
            chainCode
            exclusiveDeal
            rank
            cardTypes
            propertyType { propertyCode name }
            location {
              address city zipCode state country
              coordinates { latitude longitude }
              closestDestination { code available type parent texts(languages: $language) { text language } }
              airports { code airportData { code name } }
            }
            contact { email telephone fax web }
            checkIn { minAge schedule { startTime endTime } instructions(languages: $language) { text language } }
            checkOut { minAge schedule { startTime endTime } instructions(languages: $language) { text language } }
            mandatoryFees { mandatoryFeeCode name text scope duration included price { amount currency } }
            descriptions(languages: $language) { type texts { text language } }
            medias { code order type url updatedAt texts(languages: $language) { text language } }
            allAmenities { edges { node { amenityData { code amenityCode type texts(languages: $language) { text language } } } } }
            mappings { context code }
          }
        }
      }
    }
  }
}`

const destinations = `query Destinations($criteria: HotelXDestinationListInput!, $token: String, $language: [Language!]) {
  hotelX {
    destinations(criteria: $criteria, token: $token{relay}) {
      token
      edges {
        node {
          code
          createdAt
          updatedAt
          ${advice}
          destinationData {
            code
            available
            type
            parent
            destinationLeaf
            closestDestinations
            texts(languages: $language) { text language }
          }
        }
      }
    }
  }
}`

const rooms = `query Rooms($criteria: HotelXRoomQueryInput!, $token: String, $language: [Language!]) {
  hotelX {
    rooms(criteria: $criteria, token: $token{relay}) {
      token
      edges {
        node {
          code
          createdAt
          updatedAt
          ${advice}
          roomData {
            code
            roomCode
            source
            area
            texts(languages: $language) { text language }
            occupancies { total { min max } adults { min max } children { min max } infants { min max } }
            views { viewCode texts(languages: $language) { text language } }
            medias { code order type url updatedAt texts(languages: $language) { text language } }
            beds { type count shared }
            allAmenities { edges { node { amenityData { code amenityCode type texts(languages: $language) { text language } } } } }
          }
        }
      }
    }
  }
}`

const boards = `query Boards($criteria: HotelXBoardQueryInput!, $language: [Language!]) {
  hotelX {
    boards(criteria: $criteria{relay}) {
      edges {
        node {
          code
          createdAt
          updatedAt
          ${advice}
          boardData { code boardCode texts(languages: $language) { text language } }
        }
      }
    }
  }
}`

const categories = `query Categories($criteria: HotelXCategoryQueryInput!, $language: [Language!]) {
  hotelX {
    categories(criteria: $criteria{relay}) {
      edges {
        node {
          code
          createdAt
          updatedAt
          ${advice}
          categoryData { code categoryCode texts(languages: $language) { text language } }
        }
      }
    }
  }
}`

// No version of the schema names `relay` for metadata.
const metadata = `query Metadata($criteria: HotelXMetadataQueryInput!) {
  hotelX {
    metadata(criteria: $criteria) {
      ${advice}
      edges {
        node {
          code
          createdAt
          updatedAt
          ${advice}
          metadataData {
            supplierCode
            hotels { languages { value reviewDate } }
            destinations { languages { value reviewDate } }
            rooms { languages { value reviewDate } }
            boards { languages { value reviewDate } }
            categories { languages { value reviewDate } }
          }
        }
      }
    }
  }
}`

const texts: { readonly [stream in StreamName]: string } = {
  hotels,
  destinations,
  rooms,
  boards,
  categories,
  metadata
}
