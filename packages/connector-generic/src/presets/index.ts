/**
 * Manifests of known providers. `PRESETS.md` says of each what is documented and what is assumed; none was tried against the
 * real provider.
 *
 * @since 0.1.0
 */
import type * as Manifest from "../Manifest.ts"
import { apaleo } from "./Apaleo.ts"
import { cloudbeds } from "./Cloudbeds.ts"
import { cloudbeds2 } from "./Cloudbeds2.ts"
import { expediaContent } from "./ExpediaContent.ts"
import { guesty } from "./Guesty.ts"
import { hostaway } from "./Hostaway.ts"
import { hotelbedsContent } from "./HotelbedsContent.ts"
import { mewsReservations } from "./MewsReservations.ts"

export { apaleo, cloudbeds, cloudbeds2, expediaContent, guesty, hostaway, hotelbedsContent, mewsReservations }

/**
 * All of them, by the names they are exported under.
 *
 * @category presets
 * @since 0.1.0
 */
export const presets = {
  apaleo,
  cloudbeds,
  cloudbeds2,
  expediaContent,
  guesty,
  hostaway,
  hotelbedsContent,
  mewsReservations
} as const satisfies { readonly [name: string]: Manifest.Manifest }
