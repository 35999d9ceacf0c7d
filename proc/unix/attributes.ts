/** UNIX calls about what is known of files, and the listing of directories. Source: kernel-call reference, 3.1. */
import { bind } from '../../arch/codec.js';
import { type FsAttributes, IocRepositionArgs } from '../../arch/layouts.js';
import { type Status, SUCCESS } from '../../arch/status.js';
import { USER_NIL, type UserAddress } from '../../arch/units.js';
import { IocCommand } from '../../fs/ioc.js';
import { FileType, noAttributes, SetAttr } from '../../fs/types.js';
import type { Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import { IntCell, Stat } from './layouts.js';
import { cell, invalid, type UnixOutcome, unixStatus } from './outcome.js';
import type { UnixImplementations, UnixParts } from './parts.js';

type Names =
  | 'stat'
  | 'lstat'
  | 'fstat'
  | 'chmod'
  | 'fchmod'
  | 'chown'
  | 'fchown'
  | 'getdirentries'
  | 'getdents';

/** fileOrLink. */
const LINK = 1;
const FILE = 2;

const REGULAR = 0o100000;
const typeBits: { readonly [type: number]: number } = {
  [FileType.FILE]: REGULAR,
  [FileType.DIRECTORY]: 0o040000,
  [FileType.SYMBOLIC_LINK]: 0o120000,
  [FileType.REMOTE_LINK]: 0o120000,
  [FileType.DEVICE]: 0o020000,
  [FileType.PSEUDO_DEV]: 0o020000,
  [FileType.LOCAL_PIPE]: 0o010000,
};
const MODE_BITS = 0o7777;

/** A directory is read in pieces that no entry crosses. */
const CHUNK = 512;
const MOST_BYTES = 4096;
const SPRITE_HEADER = 8;
/** SunOS's entries begin with an offset. */
const SUN_HEADER = 12;

/** Base of a seek. */
const CURRENT = 1;

interface Entry {
  /** In the directory, of what comes after it. */
  readonly next: number;
  readonly number: number;
  readonly name: Uint8Array;
}

const statOf = (attributes: FsAttributes) => ({
  dev: attributes.domain & 0xffff,
  ino: attributes.fileNumber >>> 0,
  mode: (typeBits[attributes.type] ?? REGULAR) | (attributes.permissions & MODE_BITS),
  nlink: attributes.numLinks & 0xffff,
  uid: attributes.uid & 0xffff,
  gid: attributes.gid & 0xffff,
  rdev: (attributes.devType * 256 + attributes.devUnit) & 0xffff,
  size: attributes.size,
  accessTime: attributes.accessTime.seconds,
  spare1: 0,
  modifyTime: attributes.dataModifyTime.seconds,
  spare2: 0,
  changeTime: attributes.descModifyTime.seconds,
  spare3: 0,
  blockSize: attributes.blockSize,
  blocks: 2 * attributes.blocks,
  spare4: [0, 0],
});

export function createUnixAttributes(parts: UnixParts): Pick<UnixImplementations, Names> {
  const { kernel, memory, makeCall, passOn, records, control } = parts;
  const { littleEndian } = kernel.machine.layout;
  const repositionCodec = bind(IocRepositionArgs, kernel.machine.layout);

  function* storeStat(
    process: Process,
    address: UserAddress,
    status: Status,
    attributes: FsAttributes | undefined,
  ): Task<UnixOutcome> {
    if (status !== SUCCESS || attributes === undefined) return unixStatus(status);
    return address === USER_NIL ? invalid : yield* records.store(process, address, Stat, statOf(attributes));
  }

  function* statName(
    process: Process,
    path: string,
    fileOrLink: number,
    buffer: UserAddress,
  ): Task<UnixOutcome> {
    const attributes = cell<FsAttributes>();
    const status = yield* makeCall('Fs_GetAttributes', process, { path, fileOrLink, attributes });
    return yield* storeStat(process, buffer, status, attributes.value);
  }

  function* changeByName(
    process: Process,
    path: string,
    changed: Partial<FsAttributes>,
    flags: number,
  ): Task<UnixOutcome> {
    const attributes = { ...noAttributes, ...changed };
    const request = { path, fileOrLink: FILE, attributes, flags };
    return yield* passOn('Fs_SetAttr', process, request);
  }

  function* changeByStream(
    process: Process,
    streamID: number,
    changed: Partial<FsAttributes>,
    flags: number,
  ): Task<UnixOutcome> {
    const attributes = { ...noAttributes, ...changed };
    return yield* passOn('Fs_SetAttrID', process, { streamID, attributes, flags });
  }

  // --- Directories -----------------------------------------------------------------------------------------------

  /** Entries in the bytes of whole chunks, removed ones left out. A disk may have the other byte order. */
  function entriesOf(bytes: Uint8Array, position: number): readonly Entry[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const entries: Entry[] = [];
    for (let at = 0; at + SPRITE_HEADER <= bytes.length; ) {
      const isOwn = isLength(view.getUint16(at + 4, littleEndian));
      const order = isOwn ? littleEndian : !littleEndian;
      const length = view.getUint16(at + 4, order);
      if (!isLength(length) || at + length > bytes.length) break;
      const number = view.getUint32(at, order);
      const nameLength = Math.min(view.getUint16(at + 6, order), length - SPRITE_HEADER);
      const name = bytes.slice(at + SPRITE_HEADER, at + SPRITE_HEADER + nameLength);
      if (number !== 0) entries.push({ next: position + at + length, number, name });
      at += length;
    }
    return entries;
  }

  const isLength = (length: number): boolean => length >= SPRITE_HEADER && length <= CHUNK;

  /** An entry as a program gets it: as short as it can be, with SunOS's offset before it if asked. */
  function entryBytes({ next, number, name }: Entry, header: number): Uint8Array {
    const bytes = new Uint8Array((header + name.length + 4) & ~3);
    const view = new DataView(bytes.buffer);
    if (header === SUN_HEADER) view.setUint32(0, next, littleEndian);
    view.setUint32(header - 8, number, littleEndian);
    view.setUint16(header - 4, bytes.length, littleEndian);
    view.setUint16(header - 2, name.length, littleEndian);
    bytes.set(name, header);
    return bytes;
  }

  function* positionOf(process: Process, streamID: number): Task<number> {
    const input = repositionCodec.encode({ base: CURRENT, offset: 0 });
    const { out } = yield* control(process, { streamID, command: IocCommand.REPOSITION, input, outSize: 4 });
    return out.length < 4 ? 0 : new DataView(out.buffer, out.byteOffset).getInt32(0, littleEndian);
  }

  /** At most `size` bytes of entries; `readSize` of the directory give no more than that. */
  function* listEntries(
    process: Process,
    streamID: number,
    buffer: UserAddress,
    readSize: number,
    header: number,
  ): Task<{ readonly outcome: UnixOutcome; readonly position: number }> {
    const count = Math.min(readSize, MOST_BYTES) & ~(CHUNK - 1);
    if (count <= 0) return { outcome: invalid, position: 0 };
    const position = yield* positionOf(process, streamID);
    const amount = cell<number>();
    for (;;) {
      const request = { streamID, count, buffer, amountRead: amount };
      const status = yield* makeCall('Fs_Read', process, request);
      process.callProgress = null;
      if (status !== SUCCESS) return { outcome: unixStatus(status), position };
      const bytes = yield* memory.copyIn(process, buffer, amount.value ?? 0);
      if (bytes === null) return { outcome: invalid, position };
      if (bytes.length === 0) return { outcome: 0, position };
      const pieces = entriesOf(bytes, position).map((entry) => entryBytes(entry, header));
      // A piece with nothing but removed entries is not the end.
      if (pieces.length === 0) continue;
      const all = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
      const outcome = yield* records.storeBytes(process, buffer, all);
      return { outcome: outcome === 0 ? all.length : outcome, position };
    }
  }

  return {
    stat: (process, { path, buffer }) => statName(process, path, FILE, buffer),
    lstat: (process, { path, buffer }) => statName(process, path, LINK, buffer),
    *fstat(process, { streamID, buffer }) {
      const attributes = cell<FsAttributes>();
      const status = yield* makeCall('Fs_GetAttributesID', process, { streamID, attributes });
      return yield* storeStat(process, buffer, status, attributes.value);
    },
    chmod: (process, { path, mode }) =>
      changeByName(process, path, { permissions: mode & MODE_BITS }, SetAttr.MODE),
    fchmod: (process, { streamID, mode }) =>
      changeByStream(process, streamID, { permissions: mode & MODE_BITS }, SetAttr.MODE),
    chown: (process, { path, uid, gid }) => changeByName(process, path, { uid, gid }, SetAttr.OWNER),
    fchown: (process, { streamID, uid, gid }) =>
      changeByStream(process, streamID, { uid, gid }, SetAttr.OWNER),
    *getdirentries(process, { streamID, buffer, size, position: address }) {
      const { outcome, position } = yield* listEntries(process, streamID, buffer, size, SPRITE_HEADER);
      if (typeof outcome !== 'number') return outcome;
      const stored = yield* records.store(process, address, IntCell, { value: position });
      return stored === 0 ? outcome : stored;
    },
    *getdents(process, { streamID, buffer, size }) {
      // The shortest entry, of 12 bytes in the directory, becomes one of 16.
      const half = Math.floor(size / 2);
      return (yield* listEntries(process, streamID, buffer, half, SUN_HEADER)).outcome;
    },
  };
}
