/** Remote calls in words, for the trace: the procedure's name, and what tells one use of it from another. */
import { callsByNumber } from '../kernel/call-table.js';
import { MigCommand } from '../proc/mig-command.js';

/** Of both, the second word of the parameters says which it is. */
const WHICH_OFFSET = 4;

const migCommandNames = new Map<number, string>(
  Object.entries(MigCommand).map(([name, value]) => [value, name.toLowerCase()]),
);
/** Fork, exec and exit of a foreign process are told its home by numbers below those of kernel calls proper. */
const callNames = new Map<number, string>(callsByNumber.map(({ number, name }) => [number, name]));

const details: { readonly [command: string]: ReadonlyMap<number, string> } = {
  'mig command': migCommandNames,
  'rmt call': callNames,
};

export function rpcText(command: string, parameters: Uint8Array, littleEndian: boolean): string {
  const names = details[command];
  if (names === undefined || parameters.length < WHICH_OFFSET + 4) return command;
  const { buffer, byteOffset, byteLength } = parameters;
  const which = new DataView(buffer, byteOffset, byteLength).getInt32(WHICH_OFFSET, littleEndian);
  return `${command}: ${names.get(which) ?? which}`;
}
