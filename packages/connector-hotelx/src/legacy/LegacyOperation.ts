/**
 * The lists of the legacy service: what each is called in a request and in its answer, and where its items stand.
 *
 * Source: Travelgate documentation, Legacy Pull Buyers API, static content; the pages of HotelList, RoomList,
 * GeographicDestinationTree, CategoryList and MealPlanList.
 *
 * @since 0.1.0
 */

/**
 * @category models
 * @since 0.1.0
 */
export interface LegacyOperation {
  /** The element in the SOAP body; the rest is named after it: `HotelList`, `hotelListRQ`, `HotelListRQ`, `HotelListRS`. */
  readonly name: string
  /** Does the answer come in pages? Source: only HotelList and RoomList take a continuation token. */
  readonly paged: boolean
  /** The element around the items, where there is one. */
  readonly list: string | undefined
  /** The element of one item. */
  readonly item: string
}

/**
 * @category constants
 * @since 0.1.0
 */
export const hotels: LegacyOperation = { name: "HotelList", paged: true, list: "Hotels", item: "Hotel" }

/**
 * @category constants
 * @since 0.1.0
 */
export const rooms: LegacyOperation = { name: "RoomList", paged: true, list: "RoomsInfo", item: "RoomInfo" }

/**
 * @category constants
 * @since 0.1.0
 */
export const destinations: LegacyOperation = {
  name: "GeographicDestinationTree",
  paged: false,
  list: undefined,
  item: "DestinationTree"
}

/**
 * @category constants
 * @since 0.1.0
 */
export const categories: LegacyOperation = { name: "CategoryList", paged: false, list: "Categories", item: "Category" }

/**
 * @category constants
 * @since 0.1.0
 */
export const boards: LegacyOperation = { name: "MealPlanList", paged: false, list: "MealPlans", item: "MealPlan" }

/**
 * The root element of the answer's inner document.
 *
 * @category getters
 * @since 0.1.0
 */
export const rootOf = ({ name }: LegacyOperation): string => `${name}RS`

/**
 * Where one item stands, from the inner document's root.
 *
 * @category getters
 * @since 0.1.0
 */
export const pathOf = (operation: LegacyOperation): ReadonlyArray<string> =>
  operation.list === undefined
    ? [rootOf(operation), operation.item]
    : [rootOf(operation), operation.list, operation.item]

/**
 * Elements that may come more than once, so that one of them is a list too.
 *
 * @category constants
 * @since 0.1.0
 */
export const lists: ReadonlySet<string> = new Set([
  "Airport",
  "Attribute",
  "Card",
  "DestinationLeaf",
  "Picture",
  "Room",
  "Typology",
  "applicationErrors"
])
