/** The DECstation 3100: an R2000 at 16.67 MHz with an R2010, little-endian, 4 KB pages. */
import { type Context, ContextWord, type Machine } from '../machine.js';
import type { UserAddress } from '../units.js';
import { clearContext, Reg, Word } from './context.js';
import * as conventions from './conventions.js';
import { costs } from './costs.js';
import { createEngine } from './cpu.js';
import { debug } from './debug.js';
import { loadImage } from './image.js';
import { PAGE_SIZE, rules, space } from './layouts.js';
import { unix } from './unix.js';

/** Sys_GetMachineInfo's number of this architecture. */
const DS3100 = 6;
const CONTEXT_ALIGNMENT = 64;

function startProcess({ words }: Context, entry: UserAddress, stackPointer: UserAddress): void {
  clearContext(words);
  words[ContextWord.Pc] = entry;
  words[Word.R + Reg.Sp] = stackPointer;
}

export const ds3100: Readonly<Machine> = {
  name: 'ds3100',
  model: 'ds3100',
  architecture: DS3100,
  machineType: 0,
  layout: rules,
  pageSize: PAGE_SIZE,
  clockHz: 16_670_000,
  // The interrupt comes 128 times a second; 12 of them are the 100 ms quantum.
  tickNs: 7_812_500,
  quantumTicks: 12,
  space,
  costs,
  contextSize: Math.ceil((4 * Word.End) / CONTEXT_ALIGNMENT) * CONTEXT_ALIGNMENT,
  createEngine,
  loadImage,
  startProcess,
  ...conventions,
  unix,
  debug,
};
