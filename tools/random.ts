/** Random numbers and data for programs and cases that must be the same everywhere. */
export type Random = (below: number) => number;

/** xorshift32. */
export function createRandom(seed: number): Random {
  let state = Math.imul(2 * seed + 1, 0x9e3779b1);
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
}

/** Words of a machine's byte order: corner values, small numbers and random bits. */
export function randomWords(
  random: Random,
  count: number,
  corners: readonly number[],
  littleEndian: boolean,
): Uint8Array {
  const bytes = new Uint8Array(4 * count);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    const kind = random(4);
    const value =
      kind === 0
        ? corners[random(corners.length)]
        : kind === 1
          ? random(256) - 128
          : random(65536) * 65536 + random(65536);
    view.setUint32(4 * i, value, littleEndian);
  }
  return bytes;
}
