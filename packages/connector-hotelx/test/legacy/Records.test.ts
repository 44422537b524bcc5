import { assert, describe, it } from "@effect/vitest"
import { Result, Schema, SchemaIssue } from "effect"
import { Board, Category, Destination, Hotel, LegacyAnswer, LegacyOperation, Room } from "../../src/legacy/index.ts"
import * as Answers from "./answers.ts"

const raw = (item: string, operation = LegacyOperation.hotels): unknown => {
  const { list, name } = operation
  const inside = list === undefined ? item : `<${list}>${item}</${list}>`
  const document = `<${name}RS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${inside}</${name}RS>`
  const read = LegacyAnswer.read(Answers.answer(document), operation, { say: String })
  if (Result.isFailure(read)) throw new Error(read.failure.detail)
  return read.success.items[0]
}

const paths = (schema: Schema.Decoder<unknown>, value: unknown): ReadonlyArray<string> => {
  const result = Schema.decodeUnknownResult(schema, { errors: "all" })(value)
  if (Result.isSuccess(result)) return []
  return SchemaIssue.makeFormatterStandardSchemaV1()(result.failure.issue).issues.map(
    ({ path }) => path?.map(String).join(".") ?? ""
  )
}

const full = `<Hotel>
  <Code>00123#7</Code><ProviderCode>S-77</ProviderCode><GiataId source="https://giata.example.test">4711</GiataId>
  <Airports><Airport><IATACode>PMI</IATACode></Airport></Airports>
  <Name>Sample Harbour &amp; Hotel</Name><Address>Quay Street 1</Address><Town>Palma</Town><ZipCode>07001</ZipCode>
  <CountryISOCode>ES</CountryISOCode><AvailDestination code="A-PMI" name="Palma"/>
  <GeographicDestination code="D-PMI" name="Palma" avail="true"/>
  <Latitude> 39.56960 </Latitude><Longitude>-2.6502</Longitude>
  <Contact><Email>desk@example.test</Email><Telephone>+34 600</Telephone><Fax/></Contact>
  <CategoryCode>4</CategoryCode><Type>H</Type><ExclusiveDeal> False</ExclusiveDeal>
  <PropertyCategory><Code>1</Code><Name>Hotel</Name></PropertyCategory>
</Hotel>`

const none = {
  providerCode: null,
  giataId: null,
  name: null,
  address: null,
  town: null,
  zipCode: null,
  country: null,
  latitude: null,
  longitude: null,
  categoryCode: null,
  type: null,
  chainCode: null,
  exclusiveDeal: null,
  destinationCode: null,
  destinationName: null,
  availDestinationCode: null,
  email: null,
  telephone: null,
  web: null,
  propertyCategoryCode: null,
  propertyCategoryName: null
}

describe("Hotel.FromWire", () => {
  it("decodes a hotel with its codes and numbers exact", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(Hotel.FromWire)(raw(full)), {
      code: "00123#7",
      providerCode: "S-77",
      giataId: "4711",
      name: "Sample Harbour & Hotel",
      address: "Quay Street 1",
      town: "Palma",
      zipCode: "07001",
      country: "ES",
      latitude: "39.56960",
      longitude: "-2.6502",
      categoryCode: "4",
      type: "H",
      chainCode: null,
      exclusiveDeal: false,
      destinationCode: "D-PMI",
      destinationName: "Palma",
      availDestinationCode: "A-PMI",
      email: "desk@example.test",
      telephone: "+34 600",
      web: null,
      propertyCategoryCode: "1",
      propertyCategoryName: "Hotel"
    })
  })

  it("decodes a hotel of nothing but a code", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(Hotel.FromWire)(raw("<Hotel><Code>1</Code></Hotel>")), {
      code: "1",
      ...none
    })
  })

  it("takes empty and nil elements for none", () => {
    const empty = raw(
      `<Hotel><Code>1</Code><Name/><Latitude/><ChainCode xsi:nil="true"/><ExclusiveDeal/><Contact/><GeographicDestination/><GeographicDestination xsi:nil="true"/></Hotel>`.replace(
        "<GeographicDestination/>",
        ""
      )
    )

    assert.deepStrictEqual(Schema.decodeUnknownSync(Hotel.FromWire)(empty), { code: "1", ...none })
  })

  it("takes blank elements and attributes for none", () => {
    const blank = raw(
      '<Hotel><Code>1</Code><Name> </Name><Town>\n</Town><Latitude> </Latitude><ExclusiveDeal>\t</ExclusiveDeal><GiataId source="x"> </GiataId><GeographicDestination code=" " name=""/><Contact><Email> </Email></Contact></Hotel>'
    )

    assert.deepStrictEqual(Schema.decodeUnknownSync(Hotel.FromWire)(blank), { code: "1", ...none })
  })

  const bad: ReadonlyArray<readonly [inside: string, path: string]> = [
    ["<Name>x</Name>", "Code"],
    ["<Code/>", "Code"],
    ["<Code> </Code>", "Code"],
    ["<Code>1</Code><Code>2</Code>", "Code"],
    ["<Code>1</Code><Latitude>39,57</Latitude>", "Latitude"],
    ["<Code>1</Code><Longitude>3.9E1</Longitude>", "Longitude"],
    ["<Code>1</Code><ExclusiveDeal>perhaps</ExclusiveDeal>", "ExclusiveDeal"],
    ["<Code>1</Code><Name>a</Name><Name>b</Name>", "Name"]
  ]
  for (const [inside, path] of bad) {
    it(`names ${path} of ${inside}`, () => {
      assert.deepStrictEqual([...new Set(paths(Hotel.FromWire, raw(`<Hotel>${inside}</Hotel>`)))], [path])
    })
  }

  it("is not misled by elements that mean something to objects", () => {
    const odd = raw("<Hotel><__proto__><Code>9</Code></__proto__><constructor>x</constructor><Code>1</Code></Hotel>")

    assert.strictEqual(Schema.decodeUnknownSync(Hotel.FromWire)(odd).code, "1")
  })

  it("knows the key of a hotel that is bad otherwise, and none of one without a code", () => {
    assert.deepStrictEqual(Hotel.keyOf(raw("<Hotel><Code>01</Code><Latitude>x</Latitude></Hotel>")), { code: "01" })
    assert.strictEqual(Hotel.keyOf(raw("<Hotel><Name>x</Name></Hotel>")), undefined)
    assert.strictEqual(Hotel.keyOf("text"), undefined)
  })
})

const decodeDestination = (item: string) =>
  Schema.decodeUnknownSync(Destination.FromWire)(raw(item, LegacyOperation.destinations))

const childrenOf = (item: string) => decodeDestination(item).children

const node = (avail: string) =>
  decodeDestination(
    `<DestinationTree code="D-BAL" name="Balearic Islands"${avail}><DestinationLeaf code="D-PMI"/><DestinationLeaf code="D-007"/></DestinationTree>`
  )

const item = (name: string) => `<${name}><Code>007</Code><Name>Seven</Name></${name}>`

describe("the other records", () => {
  it("decode a node of the destination tree with its children, however avail is spelled", () => {
    assert.deepStrictEqual(node(' avail=" True"'), {
      code: "D-BAL",
      name: "Balearic Islands",
      avail: true,
      children: ["D-PMI", "D-007"]
    })
    assert.deepStrictEqual([node(' avail="False"').avail, node("").avail], [false, null])
  })

  it("decode a leaf, and a node of one child", () => {
    assert.deepStrictEqual(childrenOf('<DestinationTree code="A"/>'), [])
    assert.deepStrictEqual(childrenOf('<DestinationTree code="A"><DestinationLeaf code="B"/></DestinationTree>'), ["B"])
  })

  it("name a node without a code and an avail that is none", () => {
    const flawed = raw('<DestinationTree name="x" avail="perhaps"/>', LegacyOperation.destinations)

    assert.deepStrictEqual([...new Set(paths(Destination.FromWire, flawed))].toSorted(), ["@avail", "@code"])
  })

  it("decode rooms of several languages, categories and boards", () => {
    const room = raw(
      "<RoomInfo><Language>en</Language><Code>DBL.ST</Code><Name>Double</Name></RoomInfo>",
      LegacyOperation.rooms
    )
    const bare = raw("<RoomInfo><Code>007</Code></RoomInfo>", LegacyOperation.rooms)

    assert.deepStrictEqual(Schema.decodeUnknownSync(Room.FromWire)(room), {
      code: "DBL.ST",
      language: "en",
      name: "Double"
    })
    assert.deepStrictEqual(Schema.decodeUnknownSync(Room.FromWire)(bare), { code: "007", language: "", name: null })
    assert.deepStrictEqual(
      Schema.decodeUnknownSync(Category.FromWire)(raw(item("Category"), LegacyOperation.categories)),
      {
        code: "007",
        name: "Seven"
      }
    )
    assert.deepStrictEqual(Schema.decodeUnknownSync(Board.FromWire)(raw(item("MealPlan"), LegacyOperation.boards)), {
      code: "007",
      name: "Seven"
    })
  })
})
