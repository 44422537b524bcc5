import { assert, describe, it } from "@effect/vitest"
import { advice, cases, connection, edgesOf, error, hotel, readText, refused, two } from "./Answers.ts"

cases("a page", [
  ["goes on with its token", connection({ token: "t", count: 9, edges: two }), "2 records of 9 next t"],
  [
    "goes on with the token it was asked with",
    connection({ token: "same", count: 9, edges: two }),
    "2 records of 9 next same"
  ],
  ["has no total where the count is text", connection({ token: "t", count: "9", edges: two }), "2 records next t"],
  ["has no total where the count is below zero", connection({ token: "t", count: -1, edges: two }), "2 records next t"],
  ["has no total where the count is broken", connection({ token: "t", count: 1.5, edges: two }), "2 records next t"],
  [
    "of rooms has no total",
    { data: { hotelX: { rooms: { token: "t", edges: edgesOf({ code: "r" }) } } } },
    "1 records next t",
    { stream: "rooms" }
  ],
  [
    "is good with warnings in errors",
    { ...connection({ token: "t", edges: two }), errors: [error("21500"), error(22600)] },
    "2 records next t"
  ],
  [
    "is good with an empty list of errors",
    { ...connection({ token: "t", edges: two }), errors: [] },
    "2 records next t"
  ],
  [
    "is good with a warning on its only node",
    connection({ token: "t", edges: edgesOf({ ...hotel("1"), adviseMessage: advice("21500", "WARN") }) }),
    "1 records next t"
  ],
  [
    "is no failure for what is only a hint",
    connection({ token: "t", edges: edgesOf(refused("22500", "WARN")) }),
    "1 records next t"
  ],
  [
    "is no failure for a warning of level ERROR",
    connection({ token: "t", edges: edgesOf(refused("22600")) }),
    "1 records next t"
  ],
  ["hands a null edge on", connection({ token: "t", edges: [...two, null] }), "3 records next t"],
  [
    "hands a null node on",
    connection({ token: "t", edges: [...two, { node: null }, { cursor: "" }] }),
    "4 records next t"
  ],
  [
    "hands a node without data on",
    connection({
      token: "t",
      edges: edgesOf(hotel("1"), { code: "2", hotelData: null, adviseMessage: advice("22500") })
    }),
    "2 records next t"
  ],
  [
    "hands a node that is refused among others on",
    connection({ token: "t", edges: edgesOf(hotel("1"), refused("11204")) }),
    "2 records next t"
  ],
  [
    "hands an only node on that has a code and no data",
    connection({ token: "t", edges: edgesOf({ code: "7", hotelData: null, adviseMessage: advice("11204") }) }),
    "1 records next t"
  ],
  [
    "of one answer ends with it",
    { data: { hotelX: { boards: { edges: edgesOf({ code: "b" }) } } } },
    "1 records end absentCursor",
    { stream: "boards", paged: false, withToken: false }
  ],
  [
    "of one answer may be empty",
    { data: { hotelX: { boards: { edges: null } } } },
    "0 records end absentCursor",
    { stream: "boards", paged: false, withToken: false }
  ]
])

cases("no page", [
  [
    "records beside an error",
    { ...connection({ token: "t", edges: two }), errors: [error("22500")] },
    "UnexpectedResponse"
  ],
  [
    "records beside 11204",
    { ...connection({ token: "t", edges: two }), errors: [error("11204")] },
    "UnexpectedResponse"
  ],
  [
    "records beside an error on the connection",
    connection({ edges: two, adviseMessage: advice("22401") }),
    "UnexpectedResponse"
  ],
  [
    "an error without a code and without data",
    { errors: [{ message: 'Unknown argument "relay"' }] },
    "RequestRejected"
  ],
  ["an error without a code that ran", { data: null, errors: [{ message: "oops" }] }, "UnexpectedResponse"],
  ["an error that is none", { errors: ["oops"] }, "RequestRejected"],
  ["an unknown code under status 400", { errors: [error("X")] }, "RequestRejected", { status: 400 }],
  ["a refusal that names errors elsewhere", { error: { errors: [] } }, "RequestRejected", { status: 400 }],
  ["a page under status 201", connection({ token: "t", edges: two }), "UnexpectedResponse", { status: 201 }],
  ["errors that are no list", { errors: "oops" }, "UnexpectedResponse"],
  ["only a warning", { data: { hotelX: null }, errors: [error("21500")] }, "UnexpectedResponse"],
  ["no data", { data: null }, "UnexpectedResponse"],
  ["no hotelX", { data: {} }, "UnexpectedResponse"],
  ["another stream", { data: { hotelX: { rooms: { token: "t", edges: two } } } }, "UnexpectedResponse"],
  ["edges that are missing", connection({ token: "t" }), "UnexpectedResponse"],
  ["edges that are no list", connection({ token: "t", edges: {} }), "UnexpectedResponse"],
  ["a token that is no text", connection({ token: 7, edges: two }), "UnexpectedResponse"],
  ["a list", [], "UnexpectedResponse"],
  ["null", null, "UnexpectedResponse"]
])

describe("a body that is no JSON", () => {
  for (const body of ["", "<html>Blocked</html>", '{"data":{"hotelX":{"hotels":{"token":"t","edges":[{"node":{']) {
    it(`is told by its length: ${body.length}`, () => {
      const read = readText(body)

      assert.isTrue("detail" in read && read._tag === "UnexpectedResponse")
      assert.include("detail" in read ? read.detail : "", `(application/json, ${body.length} characters)`)
    })
  }
})

it("a page keeps every digit of a number", () => {
  const read = readText(
    '{"data":{"hotelX":{"hotels":{"token":null,"edges":[{"node":{"code":"1","hotelData":{"x":39.56961234567890123}}}]}}}}'
  )

  assert.deepStrictEqual("records" in read ? read.records : [], [
    { code: "1", hotelData: { x: "39.56961234567890123" } }
  ])
})
