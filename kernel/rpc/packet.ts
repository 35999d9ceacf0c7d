/**
 * Packets of Sprite's RPC: a header of 16 words in the sender's byte order, then parameters, then data. A message
 * of more than one packet's worth is cut into fragments, parameters first, each filled to the brim; its header
 * says where its piece goes. Source: migration reference, 3.1; RPC reference, 3.6.
 */
import { MAX_PAYLOAD_BYTES } from '../net/frame.js';

const HEADER_BYTES = 64;
const FRAGMENT_BYTES = MAX_PAYLOAD_BYTES - HEADER_BYTES;
const MAX_FRAGMENTS = 16;
export const MAX_PARAMETER_BYTES = 1024;
export const MAX_DATA_BYTES = 16_384;
const VERSION = 0x0f0e_0003;

export const RpcFlag = {
  PLSACK: 0x1,
  LASTFRAG: 0x2,
  CLOSE: 0x4,
  ERROR: 0x8,
  SERVER: 0x10,
  NOT_ACTIVE: 0x40,
  REQUEST: 0x100,
  ACK: 0x200,
  REPLY: 0x400,
  ECHO: 0x800,
  NACK: 0x1000,
} as const;

export interface RpcHeader {
  readonly flags: number;
  readonly clientId: number;
  readonly serverId: number;
  readonly channel: number;
  readonly serverHint: number;
  readonly bootId: number;
  /** Of the call, from the client's counter. */
  readonly id: number;
  /** Wished gap between incoming fragments, microseconds. */
  readonly delay: number;
  /** 0 for a message in one packet. */
  readonly fragmentCount: number;
  /** Bit of this fragment; in an acknowledgement, what has arrived. */
  readonly fragmentMask: number;
  /** Procedure number; in a reply with ERROR, the status. */
  readonly command: number;
  readonly parameterSize: number;
  readonly dataSize: number;
  readonly parameterOffset: number;
  readonly dataOffset: number;
}

export interface RpcPacket {
  readonly header: RpcHeader;
  /** Byte order of header and parameters. */
  readonly littleEndian: boolean;
  readonly parameters: Uint8Array;
  readonly data: Uint8Array;
}

/** The two areas of one direction of a call. Parameters are words in the sender's byte order; data are bytes. */
export interface Areas {
  readonly parameters: Uint8Array;
  readonly data: Uint8Array;
}

export const areaBytes = ({ parameters, data }: Partial<Areas>): number =>
  (parameters?.length ?? 0) + (data?.length ?? 0);

export const NO_BYTES = new Uint8Array(0) as Readonly<Uint8Array>;

type HeaderBase = Omit<
  RpcHeader,
  'fragmentCount' | 'fragmentMask' | 'parameterSize' | 'dataSize' | 'parameterOffset' | 'dataOffset'
>;

const fields = [
  'flags',
  'clientId',
  'serverId',
  'channel',
  'serverHint',
  'bootId',
  'id',
  'delay',
  'fragmentCount',
  'fragmentMask',
  'command',
  'parameterSize',
  'dataSize',
  'parameterOffset',
  'dataOffset',
] as const;

export function encodePacket({ header, littleEndian, parameters, data }: RpcPacket): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + parameters.length + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, VERSION, littleEndian);
  for (const [i, field] of fields.entries()) view.setUint32(4 * (i + 1), header[field], littleEndian);
  bytes.set(parameters, HEADER_BYTES);
  bytes.set(data, HEADER_BYTES + parameters.length);
  return bytes;
}

/** Null for bytes that are no packet, or whose sizes contradict them. */
export function decodePacket(bytes: Uint8Array): RpcPacket | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getUint32(0, true) === VERSION;
  if (!littleEndian && view.getUint32(0, false) !== VERSION) return null;
  const word = (index: number): number => view.getUint32(4 * index, littleEndian);
  const header: RpcHeader = {
    flags: word(1),
    clientId: word(2),
    serverId: word(3),
    channel: word(4),
    serverHint: word(5),
    bootId: word(6),
    id: word(7),
    delay: word(8),
    fragmentCount: word(9),
    fragmentMask: word(10),
    command: word(11),
    parameterSize: word(12),
    dataSize: word(13),
    parameterOffset: word(14),
    dataOffset: word(15),
  };
  const { parameterSize, dataSize } = header;
  const fits =
    parameterSize + dataSize <= bytes.length - HEADER_BYTES &&
    header.fragmentCount <= MAX_FRAGMENTS &&
    header.parameterOffset + parameterSize <= MAX_PARAMETER_BYTES &&
    header.dataOffset + dataSize <= MAX_DATA_BYTES;
  if (!fits) return null;
  const dataAt = HEADER_BYTES + parameterSize;
  return {
    header,
    littleEndian,
    parameters: bytes.subarray(HEADER_BYTES, dataAt),
    data: bytes.subarray(dataAt, dataAt + dataSize),
  };
}

/** The packets of a message, in order. */
export function cutMessage(
  base: HeaderBase,
  { parameters, data }: Areas,
  littleEndian: boolean,
): readonly RpcPacket[] {
  const total = parameters.length + data.length;
  const count = Math.max(1, Math.ceil(total / FRAGMENT_BYTES));
  return Array.from({ length: count }, (_, i) => {
    const from = i * FRAGMENT_BYTES;
    const to = Math.min(from + FRAGMENT_BYTES, total);
    const parameterOffset = Math.min(from, parameters.length);
    const parameterEnd = Math.min(to, parameters.length);
    const dataOffset = Math.max(from - parameters.length, 0);
    const dataEnd = Math.max(to - parameters.length, 0);
    const header: RpcHeader = {
      ...base,
      fragmentCount: count === 1 ? 0 : count,
      fragmentMask: count === 1 ? 0 : 1 << i,
      parameterSize: parameterEnd - parameterOffset,
      dataSize: dataEnd - dataOffset,
      parameterOffset,
      dataOffset,
    };
    return {
      header,
      littleEndian,
      parameters: parameters.subarray(parameterOffset, parameterEnd),
      data: data.subarray(dataOffset, dataEnd),
    };
  });
}

/** A message being put together from its fragments. */
export interface Assembly {
  /** Fragments that have arrived, one bit each. */
  readonly mask: () => number;
  readonly complete: () => boolean;
  /** 'duplicate' for a fragment that is there already; 'bad' for one that does not belong. */
  add(packet: RpcPacket): 'added' | 'duplicate' | 'bad';
  areas(): Areas;
}

export function createAssembly(fragmentCount: number): Assembly {
  const parameters = new Uint8Array(MAX_PARAMETER_BYTES);
  const data = new Uint8Array(MAX_DATA_BYTES);
  const allBits = fragmentCount === 0 ? 0 : (1 << fragmentCount) - 1;
  let mask = 0;
  let parameterEnd = 0;
  let dataEnd = 0;
  return {
    mask: () => mask,
    complete: () => mask === allBits,
    add(packet) {
      const { header } = packet;
      const bit = header.fragmentMask;
      if (
        header.fragmentCount !== fragmentCount ||
        (bit & (bit - 1)) !== 0 ||
        (bit & allBits) !== bit ||
        bit === 0
      )
        return 'bad';
      if ((mask & bit) !== 0) return 'duplicate';
      mask |= bit;
      parameters.set(packet.parameters, header.parameterOffset);
      data.set(packet.data, header.dataOffset);
      parameterEnd = Math.max(parameterEnd, header.parameterOffset + packet.parameters.length);
      dataEnd = Math.max(dataEnd, header.dataOffset + packet.data.length);
      return 'added';
    },
    areas: () => ({ parameters: parameters.slice(0, parameterEnd), data: data.slice(0, dataEnd) }),
  };
}
