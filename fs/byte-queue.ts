/** Bytes in the order in which they came: the buffer of pipes and terminals. How many it may hold is its user's rule. */
export interface ByteQueue {
  length(): number;
  /** The bytes are the queue's from now on. */
  put(bytes: Uint8Array): void;
  /** At most `count` bytes, oldest first. */
  take(count: number): Uint8Array;
  /** The oldest byte; -1 when there is none. */
  peek(): number;
  clear(): void;
}

export function createByteQueue(): ByteQueue {
  const chunks: Uint8Array[] = [];
  let length = 0;

  function take(count: number): Uint8Array {
    const taken = new Uint8Array(Math.min(count, length));
    for (let done = 0; done < taken.length; ) {
      const piece = chunks[0].subarray(0, taken.length - done);
      taken.set(piece, done);
      done += piece.length;
      if (piece.length === chunks[0].length) chunks.shift();
      else chunks[0] = chunks[0].subarray(piece.length);
    }
    length -= taken.length;
    return taken;
  }

  return {
    length: () => length,
    put(bytes) {
      if (bytes.length === 0) return;
      chunks.push(bytes);
      length += bytes.length;
    },
    take,
    peek: () => (length === 0 ? -1 : chunks[0][0]),
    clear() {
      chunks.length = 0;
      length = 0;
    },
  };
}
