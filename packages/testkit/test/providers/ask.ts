import type { Provider } from "@innlet/testkit"

type Headers = Provider.Request["headers"]

export const get = (path: string, query = "", headers: Headers = {}): Provider.Request => ({
  method: "GET",
  path,
  query,
  headers,
  body: ""
})

export const post = (path: string, body: unknown, headers: Headers = {}): Provider.Request => ({
  method: "POST",
  path,
  query: "",
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body)
})

export const keysOf = (rows: ReadonlyArray<{ readonly key: string }>): ReadonlyArray<string> =>
  rows.map((row) => row.key).toSorted()

/** What all the sets have in common, in order. */
export const inAll = (answers: ReadonlyArray<ReadonlySet<string>>): ReadonlyArray<string> =>
  [...(answers[0] ?? [])].filter((key) => answers.every((answer) => answer.has(key))).toSorted()
