/** The host's configuration file. */
import { Effect, Path, Result } from "effect"
import * as HostConfig from "../../../examples/host/src/HostConfig.ts"
import { holds, type Target } from "../Target.ts"

const canary = "c4n4ry-p4ssw0rd"

const parse = (text: string) =>
  Effect.runSync(Effect.result(HostConfig.parse("innlet.json", "/srv/host", text).pipe(Effect.provide(Path.layer))))

const make = (read: typeof parse): Target => ({
  name: "host-config",
  what: "the host's configuration",
  form: "json",
  sources: ["examples/host/src/", "fuzz/targets/HostConfig.ts"],
  seeds: [
    '{"store":{"sqlite":"innlet.db"},"connectors":{"booking":{"use":"booking","baseUrl":"https://api.test","token":{"env":"TOKEN"},"pageSize":100}}}',
    '{"store":"memory","quotas":{"redis":{"env":"REDIS"},"whenDown":"local","processes":2},"connectors":{"hx":{"use":"hotelx","apiKey":{"env":"K"},"access":"2","quietHours":{"from":"22:00","to":"06:00","factor":0.5}}}}',
    '{"store":{"ndjson":"out"},"tokens":{"directory":"t","key":{"env":"K"}},"connectors":{"o":{"use":"booking","baseUrl":"http://127.0.0.1:1","oauth":{"tokenUrl":"https://a.test/t","clientId":"c","clientSecret":{"env":"S"}},"quotas":[{"limit":5,"window":"1 minute"}]}}}',
    `{"store":{"postgres":{"url":{"env":"PG"}}},"connectors":{"l":{"use":"hotelx-legacy","username":"u","password":"${canary}","supplier":"s","accessCode":"a"}}}`,
    '{"store":{"sqlite":"x"},"connectors":{"d":{"use":"booking-demand","token":{"env":"T"},"affiliateId":1,"accommodations":{"selections":[{"city":1}]}},"g":{"use":"generic","manifest":"m.yaml"}}}',
    `{"store":{"sqlite":"${canary}`
  ],
  words: [
    '"use":"booking"',
    '"env":',
    `"${canary}"`,
    '"__proto__":{',
    '"connectors":{',
    '"token":',
    '"1 minute"',
    '"25:00"',
    "https://",
    "-1"
  ],
  maxLength: 3000,
  weight: 1,
  run: (input) => {
    const config = read(input)
    if (Result.isFailure(config)) {
      const { exitCode, lines } = config.failure
      holds(exitCode === 2 && lines.length > 0, "refused with no word")
      for (const line of lines) {
        holds(
          line.startsWith("innlet.json: ") || line.startsWith("innlet.json:"),
          `a line names no file: ${line.slice(0, 200)}`
        )
        holds(!/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(line), "a problem is more than one printable line")
        holds(!line.includes(canary) || isName(input), `a problem repeats a value of the file: ${line.slice(0, 200)}`)
      }
      return lines.length > 0 && /not JSON/.test(lines[0]!)
        ? "no JSON"
        : `refused, ${Math.min(5, lines[0]!.split("; ").length)} problems`
    }
    const { connectors } = config.success
    for (const name of Object.keys(connectors)) holds(/^[a-z][a-z0-9_]{0,40}$/.test(name), `a connector named ${name}`)
    return Object.values(connectors)
      .map(({ use }) => use)
      .toSorted()
      .join()
      .slice(0, 40)
  }
})

/** A problem names keys and paths; one that is called like the secret is no secret. */
const isName = (input: string): boolean => /c4n4ry-p4ssw0rd[^"\\]*"\s*:/.test(input)

export const target = make(parse)

/** Names the secret that has to be read from the environment. */
export const planted = make((text) => {
  const config = parse(text)
  const value = /"password":"([^"]+)"/.exec(text)?.[1]
  return Result.isFailure(config) && value !== undefined
    ? Result.mapError(config, (failure) => Object.assign(failure, { lines: [`innlet.json: ${value} is wrong`] }))
    : config
})
