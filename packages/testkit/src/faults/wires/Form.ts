/**
 * What the wires of several providers are written with.
 *
 * @since 0.1.0
 */
import type { Request, Response } from "../../providers/Provider.ts"
import * as JsonWire from "../JsonWire.ts"

/**
 * A refusal in JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body)
})

/**
 * Does a request go to one of these paths, whatever stands before?
 *
 * @category guards
 * @since 0.1.0
 */
export const to =
  (...paths: ReadonlyArray<string>) =>
  ({ path }: Request): boolean =>
    paths.some((each) => path.endsWith(each))

/**
 * A list in JSON at any of the paths.
 *
 * @category constructors
 * @since 0.1.0
 */
export const listAt = (
  paths: ReadonlyArray<string>,
  list: string,
  cursor: JsonWire.Cursor,
  fields: JsonWire.Options["fields"],
  more: Partial<Pick<JsonWire.Options, "next" | "total" | "offset">> = {}
) => JsonWire.make({ asks: to(...paths), list, cursor, fields, ...more })
