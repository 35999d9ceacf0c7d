/** What the arguments of the command line's options can be. Each parser throws a UserError of one line for what it cannot be. */
import { SECOND } from '../arch/units.js';
import { machineModels } from '../index.js';
import { UserError } from './errors.js';

/** `from` is where the bytes are now, `to` where they go. */
export interface FilePair {
  readonly from: string;
  readonly to: string;
}

export interface DiskOption {
  readonly image: string;
  readonly prefix: string;
}

export function text(value: string): string {
  return value;
}

export function count(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new UserError(`${value || 'nothing'} is not a whole number`);
  return Number(value);
}

export function machineModel(value: string): string {
  if (machineModels.includes(value) || value === 'mixed') return value;
  throw new UserError(`--machine ${value}: no such machine; use ${machineModels.join(', ')} or mixed`);
}

export function statsFormat(value: string): boolean {
  if (value !== 'json') throw new UserError(`--stats ${value}: the only format is json`);
  return true;
}

export function clientCount(value: string): number {
  const clients = count(value);
  if (clients > 198) throw new UserError(`--clients ${value}: at most 198 fit beside the server`);
  return clients;
}

export function size(value: string): number {
  const bytes = parseSize(value);
  if (bytes === null) throw new UserError(`${value} is not a size: use 512K, 8M or 1G`);
  return bytes;
}

/** Bytes of a size such as 512K, 8M or 1G; null for anything else. */
export function parseSize(value: string): number | null {
  const match = /^(\d+)([kKmMgG]?)[bB]?$/.exec(value);
  if (match === null) return null;
  const unit = { '': 1, k: 1024, m: 1_048_576, g: 1_073_741_824 }[match[2].toLowerCase()] ?? 1;
  return Number(match[1]) * unit;
}

/** Nanoseconds of a time such as 500ms, 90s, 5m, 2h; a bare number is seconds. */
export function durationNs(value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(value);
  if (match === null) throw new UserError(`${value || 'nothing'} is not a time: use 500ms, 90s, 5m or 2h`);
  const unit =
    { ms: SECOND / 1000, s: SECOND, m: 60 * SECOND, h: 3600 * SECOND, '': SECOND }[match[2]] ?? SECOND;
  return Math.round(Number(match[1]) * unit);
}

/** Berkeley is eight hours west of Greenwich; virtual dates are written in its standard time. */
export function date(value: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(value);
  const milliseconds =
    match === null
      ? Number.NaN
      : Date.parse(
          `${match[1]}-${match[2]}-${match[3]}T${match[4] ?? '09'}:${match[5] ?? '00'}:${match[6] ?? '00'}-08:00`,
        );
  const seconds = milliseconds / 1000;
  if (!(seconds >= 0 && seconds < 0x7fffffff)) {
    throw new UserError(`${value} is not a date from 1970 to 2038: use 1989-03-06 or 1989-03-06T09:00`);
  }
  return seconds;
}

export function diskOption(value: string): DiskOption {
  const colon = value.lastIndexOf(':/');
  const image = colon < 0 ? value : value.slice(0, colon);
  if (image === '') throw new UserError(`--disk ${value}: the name of an image is wanted`);
  return { image, prefix: colon < 0 ? '/' : value.slice(colon + 1) };
}

export function pair(name: string): (value: string) => FilePair {
  return (value) => {
    const colon = value.lastIndexOf(':');
    if (colon <= 0 || colon === value.length - 1) {
      throw new UserError(`${name} ${value}: two paths with a colon between are wanted`);
    }
    return { from: value.slice(0, colon), to: value.slice(colon + 1) };
  };
}
