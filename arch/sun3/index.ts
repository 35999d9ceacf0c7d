/** The Sun 3/75: a 68020 at 16.67 MHz with a 68881, big-endian, 8 KB pages; and the models that differ little. */
import { atClock } from '../costs.js';
import { type Context, ContextWord, type Machine } from '../machine.js';
import type { UserAddress } from '../units.js';
import { AddressRegister, clearContext, Word } from './context.js';
import * as conventions from './conventions.js';
import { costs } from './costs.js';
import { createEngine } from './cpu.js';
import { debug } from './debug.js';
import { createFpu } from './fpu.js';
import { loadImage } from './image.js';
import { PAGE_SIZE, rules, space } from './layouts.js';
import { unix } from './unix.js';

/** Sys_GetMachineInfo's number of this architecture. */
const SUN3 = 3;
const CONTEXT_ALIGNMENT = 64;

export interface Sun3Model {
  readonly model: string;
  /** The type byte of the id PROM. */
  readonly machineType: number;
  readonly clockHz: number;
}
const SUN3_75: Readonly<Sun3Model> = { model: 'sun3', machineType: 0x11, clockHz: 16_670_000 };
const SUN3_60: Readonly<Sun3Model> = { model: 'sun3/60', machineType: 0x17, clockHz: 20_000_000 };

function startProcess({ words }: Context, entry: UserAddress, stackPointer: UserAddress): void {
  clearContext(words);
  words[ContextWord.Pc] = entry;
  words[Word.A + AddressRegister.StackPointer] = stackPointer;
}

const createSun3 = ({ model, machineType, clockHz }: Sun3Model): Readonly<Machine> => ({
  name: 'sun3',
  model,
  architecture: SUN3,
  machineType,
  layout: rules,
  pageSize: PAGE_SIZE,
  clockHz,
  // The interrupt comes 50 times a second; 5 of them are the 100 ms quantum.
  tickNs: 20_000_000,
  quantumTicks: 5,
  space,
  costs: atClock(costs, SUN3_75.clockHz / clockHz),
  contextSize: Math.ceil((4 * Word.End) / CONTEXT_ALIGNMENT) * CONTEXT_ALIGNMENT,
  createEngine: (memory) => createEngine(memory, createFpu()),
  loadImage,
  startProcess,
  ...conventions,
  unix,
  debug,
});

export const sun3: Readonly<Machine> = createSun3(SUN3_75);
export const sun360: Readonly<Machine> = createSun3(SUN3_60);
