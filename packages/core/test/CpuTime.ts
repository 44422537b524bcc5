/**
 * Milliseconds of processor time that something takes, the fewest of three: a busy machine fails nothing, nor does code that is not
 * compiled yet.
 */
export const cpuMillis = (run: () => unknown): number =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const before = process.cpuUsage()
      run()
      const { system, user } = process.cpuUsage(before)
      return (user + system) / 1000
    })
  )
