/**
 * Memory that a worker and its watchdog share: which input runs, so that one that never ends, or ends the worker, is known.
 *
 * @since 0.1.0
 */

/** Characters. */
const maxLength = 131_072

/**
 * @category models
 * @since 0.1.0
 */
export interface Desk {
  readonly memory: SharedArrayBuffer
  /** Puts an input on the desk. */
  readonly begin: (input: string) => void
  /** Goes up with each input. */
  readonly count: () => number
  readonly input: () => string
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const make = (memory = new SharedArrayBuffer(8 + 2 * maxLength)): Desk => {
  const head = new Int32Array(memory, 0, 2)
  const units = new Uint16Array(memory, 8)
  return {
    memory,
    begin: (input) => {
      const length = Math.min(input.length, maxLength)
      for (let at = 0; at < length; at++) units[at] = input.charCodeAt(at)
      Atomics.store(head, 1, length)
      Atomics.add(head, 0, 1)
    },
    count: () => Atomics.load(head, 0),
    input: () => {
      const length = Atomics.load(head, 1)
      let text = ""
      for (let at = 0; at < length; at++) text += String.fromCharCode(units[at]!)
      return text
    }
  }
}
