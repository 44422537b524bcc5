/**
 * Tokens that are renewed too often or not at all, and secrets that go elsewhere.
 */
import type { PlantedBug } from "../PlantedBug.ts"

const tokenPlan = "packages/core/src/credentials/TokenPlan.ts"
const tokenSource = "packages/core/src/credentials/TokenSource.ts"

export const bugs: ReadonlyArray<PlantedBug> = [
  {
    id: "refused-token-kept",
    title: "a token that was refused is not renewed while it should still be good",
    source: "S14",
    edits: [
      {
        file: tokenPlan,
        find: `token !== undefined && !isRefused && isFresh(token, now)`,
        replace: `token !== undefined && isFresh(token, now)`
      }
    ],
    oracles: ["I17", "I13"],
    needs: "a token that is revoked before its time"
  },
  {
    id: "refresh-storm",
    title: "everybody whose token was refused asks for another",
    source: "refresh storm",
    wanted: { families: ["auth"] },
    edits: [
      {
        file: tokenSource,
        find: `      if (flight !== undefined) return`,
        replace: `      if (flight !== undefined && refused === undefined) return`
      },
      {
        file: tokenSource,
        find: `    yield* store.exclusively(options.account, (slot) => step(slot, refused))`,
        replace: `    yield* step(
      {
        load: store.load(options.account),
        save: (saved) => store.exclusively(options.account, (slot) => slot.save(saved))
      },
      refused
    )`
      }
    ],
    oracles: ["I17"],
    needs: "several requests whose token is refused at once"
  },
  {
    id: "short-token-always-renewed",
    title: "a token that lives for minutes is renewed with every request",
    source: "refresh storm",
    edits: [
      {
        file: tokenPlan,
        find: `token.expiresAt - Math.min(margin, life / 2)`,
        replace: `token.expiresAt - Math.max(margin, life / 2)`
      }
    ],
    oracles: ["I17", "I13"],
    needs: "tokens that live for minutes"
  },
  {
    id: "token-used-before-kept",
    title: "a renewed token is used before it is kept",
    source: "rotated refresh token persisted before first use",
    wanted: { kinds: ["offset"], families: ["auth"], without: ["crash", "interrupt", "zombie"] },
    edits: [
      {
        file: tokenSource,
        find: `        yield* keep(slot, renewed)
        return adopt(renewed)`,
        replace: `        adopt(renewed)
        return yield* keep(slot, renewed)`
      }
    ],
    oracles: ["I17"],
    needs: "a token store that takes its time, and other requests meanwhile"
  },
  {
    id: "foreign-origin-followed",
    title: "a link or a redirect is followed to every host of the same scheme",
    source: "S18",
    wanted: { kinds: ["link"], families: ["foreign"] },
    edits: [
      {
        file: "packages/core/src/resilience/Origin.ts",
        find: `  if (to.origin !== from.origin) return`,
        replace: `  if (to.protocol !== from.protocol) return`
      }
    ],
    oracles: ["I24", "I9"],
    needs: "a real client, and a next link to another host"
  }
]
