/**
 * The wires of this package's mock providers, by the provider's name.
 *
 * @since 0.1.0
 */
import type { Wire } from "./Wire.ts"
import { booking, demand } from "./wires/Booking.ts"
import { hotelx, legacy } from "./wires/HotelX.ts"
import * as Lists from "./wires/Lists.ts"

const byName: { readonly [name: string]: Wire } = {
  booking,
  "booking-demand": demand,
  hotelx,
  "hotelx-legacy": legacy,
  ...Lists
}

/**
 * The wire of a mock provider.
 *
 * @category getters
 * @since 0.1.0
 */
export const of = (name: string): Wire | undefined => (Object.hasOwn(byName, name) ? byName[name] : undefined)
