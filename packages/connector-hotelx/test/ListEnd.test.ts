import { advice, cases, connection, edgesOf, error, hotel, refused, two } from "./Answers.ts"

cases("the end of a list", [
  [
    "form A, the token null",
    connection({ token: null, count: 3, edges: edgesOf(hotel("3")) }),
    "1 records of 3 end absentCursor"
  ],
  ["form A, the token absent", connection({ count: 3, edges: edgesOf(hotel("3")) }), "1 records of 3 end absentCursor"],
  [
    "form A, the token blank",
    connection({ token: "", count: 3, edges: edgesOf(hotel("3")) }),
    "1 records of 3 end absentCursor"
  ],
  [
    "form B, with a count of 0",
    connection({ token: null, count: 0, edges: edgesOf(refused("11204")) }),
    "0 records end code:11204"
  ],
  [
    "form B, with the count of the list",
    connection({ token: null, count: 3, edges: edgesOf(refused("11204")) }),
    "0 records of 3 end code:11204"
  ],
  [
    "form B, with a token",
    connection({ token: "t", count: 0, edges: edgesOf(refused("11204")) }),
    "0 records end code:11204"
  ],
  [
    "form B, without a code",
    connection({ token: "t", edges: edgesOf({ hotelData: null, adviseMessage: advice("11204") }) }),
    "0 records end code:11204"
  ],
  ["form C", { data: { hotelX: null }, errors: [error("11204")] }, "0 records end code:11204"],
  ["form C, its code a number and no data", { errors: [error(11204)] }, "0 records end code:11204"],
  ["form C, under status 400", { errors: [error("11204")] }, "0 records end code:11204", { status: 400 }],
  [
    "forms B and C at once",
    { ...connection({ token: null, count: 0, edges: edgesOf(refused("11204")) }), errors: [error("11204")] },
    "0 records end code:11204"
  ],
  [
    "form D",
    { data: { hotelX: { destinations: { token: "", edges: [] } } } },
    "0 records end absentCursor emptyPage",
    { stream: "destinations" }
  ],
  ["no edges, with a token", connection({ token: "t", count: 3, edges: [] }), "0 records of 3 end emptyPage"],
  [
    "no edges, with a count of 0",
    connection({ token: null, count: 0, edges: [] }),
    "0 records end absentCursor emptyPage"
  ],
  ["null edges, with a token", connection({ token: "t", count: 3, edges: null }), "0 records of 3 end emptyPage"],
  [
    "an empty list on the first page",
    connection({ token: null, count: 0, edges: edgesOf(refused("11204")) }),
    "0 records end code:11204",
    { withToken: false }
  ],
  [
    "11204 beside a warning",
    { data: { hotelX: null }, errors: [error("21500"), error("11204")] },
    "0 records end code:11204"
  ]
])

cases("a list that ends in known forms only", [
  ["null where only absence ends it", connection({ token: null, edges: two }), "2 records", { endForms: ["absent"] }],
  ["absence where only null ends it", connection({ edges: two }), "2 records", { endForms: ["null"] }],
  ["blank where only null ends it", connection({ token: "", edges: two }), "2 records", { endForms: ["null"] }],
  [
    "blank where blank ends it",
    connection({ token: "", edges: two }),
    "2 records end absentCursor",
    { endForms: ["blank"] }
  ],
  [
    "no edges where they don't end it",
    connection({ token: "t", edges: [] }),
    "0 records next t",
    { endForms: ["null"] }
  ],
  [
    "11204 where it doesn't end it",
    connection({ token: null, edges: edgesOf(refused("11204")) }),
    "CursorRejected expired",
    { endForms: ["null"] }
  ],
  [
    "11204 on the first page all the same",
    connection({ token: null, edges: edgesOf(refused("11204")) }),
    "0 records end code:11204",
    { endForms: ["null"], withToken: false }
  ]
])
