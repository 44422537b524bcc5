/**
 * A smaller input that still does the same: chunks are taken away, from large to small, then characters are made plain.
 *
 * @since 0.1.0
 */

/**
 * Tries at most so many inputs.
 *
 * @category constructors
 * @since 0.1.0
 */
export const minimise = async (
  input: string,
  stillDoes: (smaller: string) => boolean | Promise<boolean>,
  tries: number
): Promise<string> => {
  let smallest = input
  const budget = { left: tries }
  const attempt = async (smaller: string): Promise<boolean> => {
    if (budget.left <= 0 || smaller === smallest) return false
    budget.left--
    if (!(await stillDoes(smaller))) return false
    smallest = smaller
    return true
  }
  for (
    let size = Math.ceil(smallest.length / 2);
    size >= 1 && budget.left > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < smallest.length && budget.left > 0;) {
      // oxlint-disable-next-line no-await-in-loop -- each try goes on from what the one before found
      if (!(await attempt(smallest.slice(0, at) + smallest.slice(at + size)))) at += size
    }
  }
  for (let at = 0; at < smallest.length && budget.left > 0; at++) {
    // oxlint-disable-next-line no-await-in-loop -- each try goes on from what the one before found
    if (!/[\w\s]/.test(smallest[at]!)) await attempt(`${smallest.slice(0, at)}a${smallest.slice(at + 1)}`)
  }
  return smallest
}
