/**
 * Lists of keys, compared for a message of one line.
 *
 * @since 0.1.0
 */

/**
 * What of `expected` `actual` lacks, has twice or has beside, as a list of records; nothing where both hold the same
 * keys, in any order.
 *
 * @category getters
 * @since 0.1.0
 */
export const difference = (
  expected: ReadonlyArray<string>,
  actual: ReadonlyArray<string>
): { readonly detail: string; readonly key: string } | undefined => {
  const counts = new Map<string, number>()
  for (const key of actual) counts.set(key, (counts.get(key) ?? 0) + 1)
  const wanted = new Map<string, number>()
  for (const key of expected) wanted.set(key, (wanted.get(key) ?? 0) + 1)
  const missing = [...wanted.keys()].filter((key) => !counts.has(key))
  const strange = [...counts.keys()].filter((key) => !wanted.has(key))
  const repeated = [...counts].filter(([key, count]) => wanted.has(key) && count > (wanted.get(key) ?? 0))
  const fewer = [...counts].filter(([key, count]) => count < (wanted.get(key) ?? 0))
  const [first] = missing
  if (first !== undefined) {
    return { key: first, detail: `${missing.length} of ${wanted.size} records are missing, first ${first}` }
  }
  if (strange[0] !== undefined) {
    return { key: strange[0], detail: `${strange.length} records are not the provider's, first ${strange[0]}` }
  }
  if (repeated[0] !== undefined) {
    const [key, count] = repeated[0]
    return {
      key,
      detail: `${repeated.length} of ${wanted.size} records come more than once, first ${key}, ${count} times`
    }
  }
  return fewer[0] === undefined
    ? undefined
    : { key: fewer[0][0], detail: `${fewer[0][0]} comes less often than it should` }
}

/**
 * The same, and the order counts too.
 *
 * @category getters
 * @since 0.1.0
 */
export const differenceInOrder = (
  expected: ReadonlyArray<string>,
  actual: ReadonlyArray<string>
): { readonly detail: string; readonly key: string } | undefined => {
  const different = difference(expected, actual)
  if (different !== undefined) return different
  const at = expected.findIndex((key, i) => key !== actual[i])
  const key = actual[at]
  return key === undefined
    ? undefined
    : { key, detail: `record ${at + 1} is ${key}, and ${expected[at]} the other time` }
}
