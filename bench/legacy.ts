// Reads one legacy answer of 250,000 hotels as it comes, the list as an escaped text inside the envelope, and prints how
// fast and with how much memory; making the answer counts too.
import { LegacyStream } from "@innlet/connector-hotelx/legacy"
import { LegacyAnswer } from "@innlet/testkit"
import { Effect, Stream } from "effect"

const hotels = Number(process.argv[2] ?? 250_000)
const encoder = new TextEncoder()
let bytes = 0

const pieces = Stream.fromIterable(LegacyAnswer.bigHotelList({ hotels, seed: 1 })).pipe(
  Stream.map((text) => {
    const piece = encoder.encode(text)
    bytes += piece.length
    return piece
  })
)

const begun = performance.now()
const count = await Effect.runPromise(
  LegacyStream.rows(pieces).pipe(
    Stream.runFold(
      () => 0,
      (sum, rows) => sum + rows.length
    )
  )
)
const seconds = (performance.now() - begun) / 1000
const megabytes = bytes / 1e6
console.log(
  `${count} hotels, ${megabytes.toFixed(1)} MB in ${seconds.toFixed(1)} s, making them included: ` +
    `${(megabytes / seconds).toFixed(1)} MB/s, peak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`
)
