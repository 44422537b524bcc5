/**
 * The providers that can be simulated, by how they page.
 *
 * @since 0.1.0
 */
import * as KeysetServer from "./KeysetServer.ts"
import * as NumberedServer from "./NumberedServer.ts"
import * as OffsetServer from "./OffsetServer.ts"
import * as QueueServer from "./QueueServer.ts"
import * as ScrollServer from "./ScrollServer.ts"
import type { Context, Server } from "./Server.ts"

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (context: Context): Server => {
  const { kind } = context.plan
  switch (kind) {
    case "offset":
      return OffsetServer.make(context)
    case "pageNumber":
    case "opaqueOffset":
      return NumberedServer.make(context, kind)
    case "keyset":
    case "link":
    case "continuation":
      return KeysetServer.make(context, kind)
    case "scroll":
      return ScrollServer.make(context)
    case "queue":
      return QueueServer.make(context)
  }
}
