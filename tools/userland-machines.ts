/**
 * The machines the userland is compiled for: one row each, all that differs between them. `-nostdinc` and
 * `-nostdlib`: nothing of the emulator's host gets into a program. `libc/arith` stands in for libgcc.
 */
import type { LayoutRules } from '../arch/codec.js';
import { aoutFromElf } from './userland-aout.js';
import { ecoffFromElf } from './userland-ecoff.js';

export interface UserlandMachine {
  readonly name: string;
  readonly compiler: string;
  readonly archiver: string;
  readonly flags: readonly string[];
  /** For the library's own sources besides. */
  readonly libraryFlags: readonly string[];
  /** Directories below userland/libc that only this machine takes. */
  readonly ownSources: readonly string[];
  readonly linkerScript: string;
  /** Behind libc on the linker's command line. */
  readonly libraries: readonly string[];
  readonly layout: LayoutRules;
  /** Assembler text of a kernel call's stub. */
  stub(name: string, callNumber: number): string;
  /** @throws Error when the linked file is not for this machine. */
  executableFromElf(elf: Uint8Array): Uint8Array;
}

const COMMON_FLAGS = [
  '-std=gnu99',
  '-Wall',
  '-Wextra',
  '-O2',
  '-ffreestanding',
  '-fno-builtin',
  '-fno-tree-loop-distribute-patterns',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  '-fno-unwind-tables',
  '-fno-ident',
  '-fno-common',
  '-fno-pic',
  '-ffunction-sections',
  '-fdata-sections',
  '-nostdinc',
];

export const userlandMachines: readonly UserlandMachine[] = [
  {
    name: 'ds3100',
    compiler: 'mipsel-linux-gnu-gcc',
    archiver: 'mipsel-linux-gnu-ar',
    flags: [...COMMON_FLAGS, '-march=mips1', '-mabi=32', '-mfp32', '-mno-abicalls', '-mno-shared', '-G0'],
    libraryFlags: [],
    ownSources: ['machine/ds3100'],
    linkerScript: 'libc/machine/ds3100/link.ld',
    libraries: [],
    layout: { littleEndian: true, maxAlignment: 8 },
    // Arguments stay where the calling convention has them. Kernel-call reference, section 2.2.
    stub: (name, callNumber) =>
      [
        '\t.set\tnoreorder',
        `\t.section .text.${name},"ax",@progbits`,
        `\t.globl\t${name}`,
        `\t.ent\t${name}`,
        `${name}:`,
        `\tli\t$8, ${callNumber}`,
        '\tli\t$9, 0xbab1fade',
        '\tsyscall',
        '\tjr\t$31',
        '\tnop',
        `\t.end\t${name}`,
        '',
      ].join('\n'),
    executableFromElf: ecoffFromElf,
  },
  {
    name: 'sun3',
    compiler: 'm68k-linux-gnu-gcc',
    archiver: 'm68k-linux-gnu-ar',
    // Without -malign-int: the Sun 3 aligns nothing to more than two bytes.
    flags: [...COMMON_FLAGS, '-m68020', '-m68881'],
    // The 68881 computes with more precision and range than a double has; what a function returns is a double.
    libraryFlags: ['-fexcess-precision=standard'],
    ownSources: ['machine/sun3'],
    linkerScript: 'libc/machine/sun3/link.ld',
    libraries: [],
    layout: { littleEndian: false, maxAlignment: 2 },
    // The number is in d0 and, for the arguments' place, on the stack. Kernel-call reference, section 2.1.
    stub: (name, callNumber) =>
      [
        `\t.section .text.${name},"ax",@progbits`,
        `\t.globl\t${name}`,
        `${name}:`,
        `\tmoveq\t#${callNumber}, %d0`,
        '\tmovel\t%d0, %sp@-',
        '\ttrap\t#1',
        '\taddql\t#4, %sp',
        '\trts',
        '',
      ].join('\n'),
    executableFromElf: aoutFromElf,
  },
];
