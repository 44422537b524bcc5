/**
 * That an answer which means harm ends as a failure or as rows, and never as a crash.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import type { Body, Response } from "../../../providers/Provider.ts"
import { Broken, type Law } from "../../Law.ts"
import * as Pull from "../../Pull.ts"
import * as Trial from "../../Trial.ts"
import * as Wire from "../../Wire.ts"

interface Attack {
  readonly title: string
  /** The body instead of the usual one. */
  readonly body: (usual: string) => string
}

const deep = 100_000

/** Replaces the first value that is a text, as that of a record's field, or all of an answer that has none. */
const planted = (usual: string, value: string): string => {
  const at = /"[^"\\]+":"[^"\\]*"/.exec(usual)
  return at === null ? value : usual.replace(at[0], () => `${at[0].slice(0, at[0].indexOf(":"))}:${value}`)
}

const json: ReadonlyArray<Attack> = [
  { title: `JSON ${deep} levels deep`, body: () => "[".repeat(deep) + "]".repeat(deep) },
  {
    title: `a field ${deep} levels deep`,
    // Beside numbers that are read digit by digit it may not even be parsed, and is to be walked through.
    body: (usual) => planted(usual.replaceAll(/\d{16,}/g, "7"), "[".repeat(deep) + "]".repeat(deep))
  },
  {
    title: 'objects with "__proto__"',
    body: (usual) =>
      usual.replaceAll(
        '{"',
        '{"__proto__":{"innletPolluted":true},"constructor":{"prototype":{"innletPolluted":true}},"'
      )
  },
  {
    title: "numbers beyond every limit",
    body: (usual) => usual.replaceAll(/([:[,])-?\d+(\.\d+)?(?=[,}\]])/g, "$11e400")
  },
  { title: "ids of 20 digits", body: (usual) => usual.replaceAll(/([:[,])-?\d+(?=[,}\]])/g, "$118446744073709551617") },
  { title: "a name of a million characters", body: (usual) => planted(usual, `"${"x".repeat(1_000_000)}"`) },
  { title: "NUL and lone surrogates", body: (usual) => planted(usual, String.raw`"\u0000\ud800"`) }
]

const xml: ReadonlyArray<Attack> = [
  { title: `XML ${deep} levels deep`, body: () => `${"<a>".repeat(deep)}${"</a>".repeat(deep)}` },
  {
    title: "XML with entities of its own",
    body: (usual) => `<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;&b;">]>${usual.replace(/^<\?xml[^>]*\?>/, "")}`
  },
  {
    title: "XML with an external entity",
    body: (usual) => `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${usual.replace(/^<\?xml[^>]*\?>/, "")}`
  },
  { title: "a reference to no character", body: (usual) => usual.replace(/>([^<>]+)</, ">&#xD800;&#9999999;<") }
]

const attacksOn = (usual: string): ReadonlyArray<Attack> => (/^\s*[[{]/.test(usual) ? json : xml)

/**
 * @category laws
 * @since 0.1.0
 */
export const survived: Law = {
  name: "ends as a failure or as rows whatever an answer holds",
  group: "security",
  check: Effect.fnUntraced(function* (bench) {
    const first = yield* bench.open()
    const { answerOf, isPage, reads } = yield* Trial.places(first)
    const usual = reads[0] === undefined ? undefined : answerOf(reads[0])?.answer
    if (usual === undefined) return
    for (const { body, title } of attacksOn(Wire.textOf(usual))) {
      const opened = yield* bench.open()
      let pages = 0
      opened.wire.meddle((sent) =>
        isPage(sent) && ++pages === 1
          ? {
              answer: (real) =>
                Effect.map(real, (answer): Response<Body> => ({ ...answer, body: body(Wire.textOf(answer)) }))
            }
          : undefined
      )
      yield* Pull.run(opened, opened, yield* Pull.store, { cutAfter: 1 }).pipe(
        Effect.catchDefect((defect) => {
          const name = defect instanceof Error ? `${defect.name}: ${defect.message}` : String(defect)
          return new Broken({ page: 1, detail: `${title}: it died of a ${name}` })
        })
      )
      if (pages === 0) return yield* new Broken({ detail: "the sync asks for no page" })
      if ("innletPolluted" in {}) {
        Reflect.deleteProperty(Object.prototype, "innletPolluted")
        return yield* new Broken({ page: 1, detail: `${title}: every object of the process has the field now` })
      }
    }
  })
}

/**
 * @category laws
 * @since 0.1.0
 */
export const laws: ReadonlyArray<Law> = [survived]
