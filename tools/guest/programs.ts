/** What there is of hand-made programs for every machine. */
export interface GuestPrograms {
  /** Exit with `status`. */
  exit(status: number): Uint8Array;
  /** Make call `number` `count` times and exit with 0. */
  callLoop(number: number, count: number): Uint8Array;
  /** Make each call once, with every one of its first four arguments `argument`, and exit with `status`. */
  callEach(numbers: readonly number[], argument: number, status: number): Uint8Array;
  /** An executable of these code bytes, whatever they are. */
  fromCode(code: Uint8Array): Uint8Array;
  /** Header words that cannot be meant, by what is wrong with them: byte offset and value. */
  readonly damage: { readonly [what: string]: { readonly [offset: number]: number } };
  /** The first bytes of the magic. */
  readonly magic: readonly number[];
  readonly littleEndian: boolean;
}
