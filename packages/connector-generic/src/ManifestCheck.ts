/**
 * What a manifest's schema can't say: names that have to stand for something, parts that have to fit each other.
 *
 * @since 0.1.0
 */
import { Origin } from "@innlet/core/resilience"
import { Result } from "effect"
import * as PagingCheck from "./check/PagingCheck.ts"
import * as PartitionsCheck from "./check/PartitionsCheck.ts"
import * as RecordsCheck from "./check/RecordsCheck.ts"
import * as RequestCheck from "./check/RequestCheck.ts"
import * as Site from "./check/Site.ts"
import type { Manifest } from "./Manifest.ts"
import * as ManifestError from "./ManifestError.ts"

/**
 * The manifest, or all of its problems.
 *
 * @category checks
 * @since 0.1.0
 */
export const check = (manifest: Manifest): Result.Result<Manifest, ManifestError.ManifestError> => {
  const sites = Object.entries(manifest.streams).map(([name, stream]) => Site.make(manifest, name, stream))
  const problems = [
    ...(sites.length === 0 ? ["streams: Expected at least one stream"] : []),
    ...baseUrlProblems(manifest),
    ...parameterProblems(manifest),
    ...authProblems(manifest, sites),
    ...ruleProblems("errors", manifest.errors),
    ...tooLarge(manifest),
    ...RequestCheck.common({ manifest }),
    ...sites.flatMap((site) => [
      ...RequestCheck.of(site),
      ...PagingCheck.of(site),
      ...RecordsCheck.of(site),
      ...PartitionsCheck.of(site),
      ...ruleProblems(`${site.at}.errors`, site.stream.errors)
    ])
  ]
  return problems.length === 0 ? Result.succeed(manifest) : Result.fail(ManifestError.of(problems))
}

const baseUrlProblems = ({ baseUrl }: Manifest): ReadonlyArray<string> => {
  const url = baseUrl === undefined ? undefined : Origin.baseUrl(baseUrl)
  return url === undefined || Result.isSuccess(url) ? [] : [`baseUrl: ${url.failure}`]
}

const parameterProblems = ({ parameters = {} }: Manifest): ReadonlyArray<string> =>
  Object.entries(parameters).flatMap(([name, { default: value, values }]) => {
    if (value === undefined || values === undefined) return []
    const wrong = [value].flat().find((one) => !values.includes(one))
    return wrong === undefined ? [] : [`parameters.${name}.default: ${JSON.stringify(wrong)} is none of its values`]
  })

const authProblems = ({ auth }: Manifest, sites: ReadonlyArray<Site.Site>): ReadonlyArray<string> => {
  switch (auth?.type) {
    case "header": {
      const { header } = auth
      const problem = RequestCheck.headerProblem(header)
      return problem === undefined || /^(?:authorization|cookie)$/iu.test(header) ? [] : [`auth.header: ${problem}`]
    }
    case "query":
      return /^[\w.~[\]-]{1,64}$/u.test(auth.query) ? [] : ["auth.query: Expected the name of a query parameter"]
    case "body":
      return sites.flatMap(({ at, stream: { request } }) =>
        request.method === "POST" && request.format !== "xml"
          ? []
          : [`${at}.request: Expected a POST of JSON, since auth puts secrets into its body`]
      )
    case "oauth2": {
      if (!/^[a-z][a-z0-9+.-]*:/iu.test(auth.tokenUrl)) return []
      const url = Origin.baseUrl(auth.tokenUrl)
      return Result.isSuccess(url) ? [] : [`auth.tokenUrl: ${url.failure}`]
    }
    default:
      return []
  }
}

const ruleProblems = (at: string, rules: Manifest["errors"] = []): ReadonlyArray<string> =>
  rules.flatMap(({ body, header, status }, index) => [
    ...[status ?? []]
      .flat()
      .flatMap((code) => (code >= 100 && code <= 599 ? [] : [`${at}.${index}.status: There is no status ${code}`])),
    ...(header === undefined || /^[!#$%&'*+.^`|~\w-]{1,64}$/u.test(header.name)
      ? []
      : [`${at}.${index}.header.name: Expected the name of a header`]),
    ...(body?.equals !== undefined && body.contains !== undefined
      ? [`${at}.${index}.body: Expected equals or contains, not both`]
      : [])
  ])

const tooLarge = ({ errors = [], streams }: Manifest): ReadonlyArray<string> =>
  Object.values(streams).some(({ pagination }) => pagination.type === "timeWindow")
    ? []
    : errors.flatMap(({ means }, index) =>
        means === "windowTooLarge"
          ? [`errors.${index}.means: Only a timeWindow can be asked again in smaller windows, and no stream has one`]
          : []
      )
