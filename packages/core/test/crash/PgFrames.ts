/** What a client tells PostgreSQL, read off the wire: which statements it has executed. */

const parse = 0x50
const bind = 0x42
const query = 0x51

/**
 * The statements that the frames of a chunk execute, in order. `known` keeps what was prepared under which name. A chunk
 * that begins with anything but a whole frame, such as the first one of a session, has none.
 */
export const executed = (chunk: Uint8Array, known: Map<string, string>): ReadonlyArray<string> => {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  const found: Array<string> = []
  for (let at = 0; at + 5 <= bytes.length;) {
    const length = bytes.readUInt32BE(at + 1)
    const end = at + 1 + length
    if (length < 4 || end > bytes.length) break
    const [first, second] = textsOf(bytes.subarray(at + 5, end))
    if (bytes[at] === parse) known.set(first, second)
    if (bytes[at] === query) found.push(first)
    // A bind names its portal first, then the statement.
    if (bytes[at] === bind) found.push(known.get(second) ?? "")
    at = end
  }
  return found
}

const textsOf = (body: Buffer): readonly [string, string] => {
  const first = body.indexOf(0)
  const second = body.indexOf(0, first + 1)
  return [body.toString("utf8", 0, Math.max(0, first)), body.toString("utf8", first + 1, Math.max(first + 1, second))]
}

/** How many bytes at the beginning are whole frames. */
export const wholeFrames = (bytes: Buffer): number => {
  let at = 0
  while (at + 5 <= bytes.length && at + 1 + bytes.readUInt32BE(at + 1) <= bytes.length)
    at += 1 + bytes.readUInt32BE(at + 1)
  return at
}

const backendKeyData = 0x4b

/** The process that serves a session, if this is where the server tells. */
export const backendOf = (answer: Buffer): number | undefined => {
  for (let at = 0; at + 5 <= answer.length; at += 1 + answer.readUInt32BE(at + 1)) {
    if (answer[at] === backendKeyData && at + 9 <= answer.length) return answer.readUInt32BE(at + 5)
  }
  return undefined
}
