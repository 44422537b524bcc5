/**
 * A mock provider as request handlers of Mock Service Worker 3, which intercepts `fetch` and `node:http` inside a
 * process; `undici` called directly goes past it.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { http, HttpResponse, type RequestHandler } from "msw"
import { type Provider, bytesOf } from "../providers/Provider.ts"

/**
 * Handlers for every path below `origin`, as `https://api.example.test`. The provider reads the clock of the effect that
 * makes them.
 *
 * @category constructors
 * @since 0.1.0
 */
export const handlers = (provider: Provider, origin: string): Effect.Effect<Array<RequestHandler>> =>
  Effect.map(Effect.context(), (context) => {
    const run = Effect.runPromiseWith(context)
    return [
      http.all(`${origin}/*`, async ({ request }) => {
        const url = new URL(request.url)
        const response = await run(
          provider.handle({
            method: request.method,
            path: url.pathname,
            query: url.search.slice(1),
            headers: Object.fromEntries(request.headers),
            body: await request.text()
          })
        )
        const body = typeof response.body === "string" ? response.body : bytesOf(response)
        return new HttpResponse(body, { status: response.status, headers: response.headers })
      })
    ]
  })
