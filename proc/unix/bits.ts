/** Sets of bits that UNIX and Sprite number differently, as pairs of UNIX's bit and Sprite's. */
export type BitPairs = readonly (readonly [unix: number, sprite: number])[];

export const spriteBits = (unixBits: number, pairs: BitPairs): number =>
  pairs.reduce((all, [unix, sprite]) => ((unixBits & unix) === 0 ? all : all | sprite), 0);

export const unixBits = (spriteBits: number, pairs: BitPairs): number =>
  pairs.reduce((all, [unix, sprite]) => ((spriteBits & sprite) === 0 ? all : all | unix), 0);
