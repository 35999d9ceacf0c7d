/**
 * The last packets of the RPC system that went out and came in, for whoever asks the kernel to print them. Nothing is
 * kept while it is off. Source: RPC reference, 12.1; user-environment reference, 4.7.
 */
import { MILLISECOND, type Nanoseconds } from '../../arch/units.js';
import { BROADCAST } from '../net/frame.js';
import { commandNames } from './commands.js';
import { RpcFlag, type RpcHeader } from './packet.js';

export interface PacketTrace {
  switch(on: boolean): void;
  note(direction: 'in' | 'out', timeNs: Nanoseconds, header: RpcHeader): void;
  /** A heading and a line for each packet, the oldest first. */
  lines(): readonly string[];
}

const MOST_PACKETS = 100;

interface Noted {
  readonly direction: 'in' | 'out';
  readonly timeNs: Nanoseconds;
  readonly header: RpcHeader;
}

const kinds: readonly (readonly [number, string])[] = [
  [RpcFlag.REQUEST, 'Q'],
  [RpcFlag.NACK, 'N'],
  [RpcFlag.ACK, 'A'],
  [RpcFlag.REPLY, 'R'],
];
const additions: readonly (readonly [number, string])[] = [
  [RpcFlag.ERROR, 'e'],
  [RpcFlag.PLSACK, 'p'],
  [RpcFlag.CLOSE, 'c'],
];

/** Q request, R reply, A acknowledgement, N refusal; e error, p please acknowledge, c close. */
function kindOf(flags: number): string {
  const chosen = (list: typeof kinds): string =>
    list
      .filter(([flag]) => (flags & flag) !== 0)
      .map(([, letter]) => letter)
      .join('');
  return chosen(kinds) + chosen(additions);
}

/** Columns, and how wide each is; a negative width begins at the left. */
const columns = [
  ['ID', 7],
  ['code', -4],
  ['delta ms', 10],
  ['flag', -4],
  ['command', -13],
  ['client', 6],
  ['chan', 4],
  ['server', 6],
  ['proc', 4],
  ['params', 6],
  ['data', 5],
  ['offset', 6],
  ['frags', 5],
  ['mask', 5],
] as const;

const line = (values: readonly (string | number)[]): string =>
  columns
    .map(([, width], i) => (width < 0 ? String(values[i]).padEnd(-width) : String(values[i]).padStart(width)))
    .join(' ')
    .trimEnd();

function packetLine({ direction, timeNs, header }: Noted, beforeNs: Nanoseconds): string {
  const isError = (header.flags & RpcFlag.ERROR) !== 0;
  return line([
    header.id,
    direction,
    ((timeNs - beforeNs) / MILLISECOND).toFixed(3),
    kindOf(header.flags),
    isError ? header.command.toString(16) : (commandNames[header.command] ?? header.command),
    header.clientId,
    header.channel,
    header.serverId === BROADCAST ? '*' : header.serverId,
    header.serverHint,
    header.parameterSize,
    header.dataSize,
    header.dataOffset,
    header.fragmentCount,
    header.fragmentMask.toString(16),
  ]);
}

export function createPacketTrace(): PacketTrace {
  let on = false;
  let packets: Noted[] = [];

  return {
    switch(wanted) {
      if (wanted && !on) packets = [];
      on = wanted;
    },
    note(direction, timeNs, header) {
      if (!on) return;
      packets.push({ direction, timeNs, header });
      if (packets.length > MOST_PACKETS) packets.shift();
    },
    lines: () => [
      line(columns.map(([name]) => name)),
      ...packets.map((packet, i) => packetLine(packet, packets[Math.max(0, i - 1)].timeNs)),
    ],
  };
}
