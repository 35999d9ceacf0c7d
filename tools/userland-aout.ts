/**
 * From the cross linker's ELF to the Sun 3's own executable: a.out, ZMAGIC. The header is the first bytes of the text
 * segment, which fills whole pages and starts at file offset 0; data follow, the bss lies directly behind them. No
 * symbols. Layout: programs reference, section 3.
 */
import { parseElf } from './userland-elf.js';

const ELF_MACHINE_68K = 4;
const PAGE_BYTES = 8192;
const TEXT_START = 0x2000;
const DATA_GRANULE = 0x20000;
const HEADER_BYTES = 32;
const MACHINE_68020 = 2;
const ZMAGIC = 0o413;

export function aoutFromElf(elf: Uint8Array): Uint8Array {
  const { machine, entry, segments } = parseElf(elf, false);
  if (machine !== ELF_MACHINE_68K) throw new Error(`not a 68000 program (machine ${machine})`);
  const text = segments.find((segment) => segment.address < DATA_GRANULE);
  const data = segments.find((segment) => segment !== text);
  if (text === undefined || segments.length > 2) throw new Error('text and data segments expected');
  const lead = text.address - TEXT_START;
  if (lead < HEADER_BYTES) throw new Error('no room for the header before the text');

  const codeBytes = Math.ceil((lead + text.bytes.length) / PAGE_BYTES) * PAGE_BYTES;
  const dataStart = DATA_GRANULE * (1 + Math.floor((TEXT_START + codeBytes - 1) / DATA_GRANULE));
  if (data !== undefined && data.address !== dataStart) {
    throw new Error(`data at 0x${data.address.toString(16)}; a.out has them at 0x${dataStart.toString(16)}`);
  }
  const initialised = data?.bytes ?? new Uint8Array(0);
  const out = new Uint8Array(codeBytes + initialised.length);
  out.set(text.bytes, lead);
  out.set(initialised, codeBytes);
  const view = new DataView(out.buffer);
  view.setUint8(1, MACHINE_68020);
  view.setUint16(2, ZMAGIC);
  view.setUint32(4, codeBytes);
  view.setUint32(8, initialised.length);
  view.setUint32(12, (data?.memoryBytes ?? 0) - initialised.length);
  view.setUint32(20, entry);
  return out;
}
