import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as Origin from "../../src/resilience/Origin.ts"
import { cpuMillis } from "../CpuTime.ts"

describe("Origin.baseUrl", () => {
  for (const [text, url] of [
    ["https://api.example/v2/", "https://api.example/v2"],
    ["http://127.0.0.1:4010", "http://127.0.0.1:4010"],
    ["http://localhost:4010/", "http://localhost:4010"],
    ["http://[::1]:4010", "http://[::1]:4010"],
    ["http://0x7f.1:4010", "http://127.0.0.1:4010"]
  ] as const) {
    it(`takes ${text}`, () => assert.deepStrictEqual(Origin.baseUrl(text), Result.succeed(url)))
  }

  const clear = "Expected https; http would send the token in clear, except to this machine"
  const user = "Expected a URL without a user name or password"
  const query = "Expected a URL without a query or a fragment"
  const none = "Expected a URL such as https://api.example.com"

  for (const [text, why] of [
    ["http://api.example", clear],
    ["http://127.0.0.1.evil.example", clear],
    ["http://localhost.evil.example", clear],
    ["http://10.127.0.1", clear],
    ["https://user:secret@api.example", user],
    ["https://user@api.example", user],
    ["https://:secret@api.example", user],
    ["https://api.example/?key=1", query],
    ["https://api.example/#a", query],
    ["ftp://127.0.0.1", "Expected https, not ftp"],
    ["file:///etc/passwd", "Expected https, not file"],
    ["api.example", none],
    ["", none]
  ] as const) {
    it(`refuses "${text}" and says why`, () => assert.deepStrictEqual(Origin.baseUrl(text), Result.fail(why)))
  }

  it("takes every address of this machine's own network", () => {
    for (const host of ["127.0.0.1", "127.255.255.254", "127.10.20.30"]) {
      assert.deepStrictEqual(Origin.baseUrl(`http://${host}:1//`), Result.succeed(`http://${host}:1`))
    }
  })

  it("does not repeat a password it refuses", () => {
    const refused = Origin.baseUrl("https://user:secret@api.example")
    assert.notInclude(String(Result.isFailure(refused) && refused.failure), "secret")
  })
})

describe("Origin.follow", () => {
  const base = "https://api.ota/v2/hotels?page=1&apikey=canary"

  for (const [link, url] of [
    ["?page=2", "https://api.ota/v2/hotels?page=2"],
    ["rates?page=2", "https://api.ota/v2/rates?page=2"],
    ["/v2/hotels?page=2", "https://api.ota/v2/hotels?page=2"],
    ["//api.ota/v2", "https://api.ota/v2"],
    ["https://api.ota/v2", "https://api.ota/v2"],
    ["https://api.ota:443/v2", "https://api.ota/v2"],
    ["HTTPS://API.OTA/v2", "https://api.ota/v2"],
    ["https://%61pi.ota/v2", "https://api.ota/v2"],
    ["../../../etc", "https://api.ota/etc"],
    ["?q=a b", "https://api.ota/v2/hotels?q=a%20b"],
    ["?next=https://evil/", "https://api.ota/v2/hotels?next=https://evil/"],
    ["/@evil", "https://api.ota/@evil"],
    ["", "https://api.ota/v2/hotels?page=1&apikey=canary"]
  ] as const) {
    it(`takes "${link}"`, () =>
      assert.strictEqual(Result.getOrThrow(Result.map(Origin.follow(base, link), String)), url))
  }

  for (const link of [
    "https://evil/x",
    "//evil/x",
    "///evil/x",
    "////evil/x",
    "https:///evil/x",
    "///api.ota/x",
    "https:///api.ota/x",
    " https:///api.ota/x",
    "https://api.ota@evil/",
    "https://api.ota:443@evil/",
    "https://api.ota%40evil/",
    "https://user@api.ota/",
    "https://user:secret@api.ota/",
    "https://:secret@api.ota/",
    "https://api.ota.evil.com/",
    "https://evil-api.ota/",
    "https://sub.api.ota/",
    "http://api.ota/",
    "https://api.ota:8443/",
    "https://api.ota:80/",
    "\\\\evil\\x",
    "/\\evil/x",
    "\\/evil/x",
    "https:\\\\evil\\x",
    "https://api.ota\\@evil/",
    "https:evil",
    "https:/evil",
    "https:evil/../x",
    "http:evil",
    " https://evil/x",
    " https:evil",
    "https://аpi.ota/",
    "https://api。ota.evil/",
    "https://api.ota./",
    "https://api.otа/",
    "https://xn--pi-7kc.ota/",
    "https://127.0.0.1/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://[::1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "http://169.254.169.254/latest/meta-data/",
    "https://[api.ota]/",
    "file:///etc/passwd",
    "file://api.ota/etc/passwd",
    "data:application/json,[]",
    "javascript:alert(1)",
    "javascript://api.ota/%0aalert(1)",
    "blob:https://api.ota/1",
    "blob://https://api.ota/1",
    "ftp://api.ota/x",
    "wss://api.ota/x",
    "ht\ttps://evil/",
    "\thttps://evil/",
    "/\t/evil/",
    "/x\r\nHost: evil",
    "/x\u0000",
    "https://",
    `/${"a".repeat(8192)}`
  ]) {
    it(`refuses ${JSON.stringify(link.slice(0, 60))}`, () =>
      assert.isTrue(Result.isFailure(Origin.follow(base, link)), "taken"))
  }

  it("compares addresses as they are, not as they are spelt", () => {
    const taken = Origin.follow("http://127.0.0.1:4010/a", "http://0x7f.1:4010/b")
    assert.strictEqual(Result.getOrThrow(Result.map(taken, String)), "http://127.0.0.1:4010/b")
  })

  it("takes no link from what is no page of a provider", () => {
    assert.isTrue(Result.isFailure(Origin.follow("file:///x", "file:///y")))
    assert.isTrue(Result.isFailure(Origin.follow("x", "/y")))
  })

  for (const [link, why] of [
    ["/x\u0000", "Expected a link without control characters and backslashes"],
    ["\\\\evil", "Expected a link without control characters and backslashes"],
    ["https:evil", "Expected a link with // after its scheme"],
    ["///evil/x", "Expected a link with a host behind //"],
    [" ///api.ota/x", "Expected a link with a host behind //"],
    ["  ///api.ota/x", "Expected a link with a host behind //"],
    ["https:///api.ota/x", "Expected a link with a host behind //"],
    ["HTTPS:///api.ota/x", "Expected a link with a host behind //"],
    ["h1+.-x:///api.ota/x", "Expected a link with a host behind //"],
    ["https://", "Expected a link that is a URL"],
    ["ftp://api.ota/x", "Expected a link to https://api.ota, not to another scheme"],
    ["blob://https://api.ota/1", "Expected a link to https://api.ota, not to another scheme"],
    ["https://user@api.ota/", "Expected a link without a user name or password"],
    ["https://:secret@api.ota/", "Expected a link without a user name or password"],
    [`/${"a".repeat(8192)}`, "Expected a link of at most 8192 characters"]
  ] as const) {
    it(`says why it refuses ${JSON.stringify(link.slice(0, 40))}`, () =>
      assert.deepStrictEqual(Origin.follow(base, link), Result.fail(why)))
  }

  it("takes a link of 8,192 characters", () => {
    assert.isTrue(Result.isSuccess(Origin.follow(base, `/${"a".repeat(8191)}`)))
  })

  it("says that a link came from nowhere to trust", () => {
    assert.deepStrictEqual(Origin.follow("x", "/y"), Result.fail("Expected the URL the link came from"))
    assert.deepStrictEqual(Origin.follow("ftp://api.ota/x", "y"), Result.fail("Expected a link that came from https"))
    assert.deepStrictEqual(Origin.follow("file:///x", "y"), Result.fail("Expected a link that came from https"))
  })

  it("says where a link leads without its path, its query and its password", () => {
    assert.deepStrictEqual(
      Origin.follow(base, "https://user:secret@evil/canary?apikey=canary"),
      Result.fail("Expected a link to https://api.ota, not to https://evil")
    )
  })

  it("refuses 64 KB of anything at once", () => {
    const spent = cpuMillis(() => {
      for (const part of [" ", "a", "a:", "/", "\\", "%", "@", "\u0000", "é"]) {
        Origin.follow(base, part.repeat(65_536 / part.length))
        Origin.follow(base, `https://api.ota/${part.repeat(8000)}`)
      }
    })

    assert.isBelow(spent, 450)
  })
})
