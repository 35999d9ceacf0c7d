/**
 * Sources of the userland that are made from the kernel's own tables, so that the two cannot differ: status.h,
 * the table from a status to errno, the stubs of the kernel calls, and a file that compiles only when the C
 * headers lay the shared structures out as the kernel does.
 */
import { bind, type Fields, type Struct } from '../arch/codec.js';
import { FsStats, fsStatisticsGroups } from '../arch/fs-statistics.js';
import * as layouts from '../arch/layouts.js';
import { statusTable } from '../arch/status.js';
import { callsByNumber } from '../kernel/call-table.js';
import type { UserlandMachine } from './userland-machines.js';

const hex = (value: number): string => `0x${value.toString(16).padStart(5, '0')}`;

export function statusHeader(): string {
  const lines = statusTable.map(({ name, value }) => `#define ${name} ${hex(value)}`);
  return [
    '/* status.h: the values of ReturnStatus; made by the userland build from arch/status.ts. */',
    '#ifndef _STATUS_H',
    '#define _STATUS_H',
    '',
    '#include <sprite.h>',
    '',
    ...lines,
    '',
    '/* The errno a status stands for. */',
    'int Compat_MapCode(ReturnStatus status);',
    '',
    '#endif',
    '',
  ].join('\n');
}

/** Row by module (bits 16 up), errno by message (bits 0-15); what is missing in between is EINVAL. */
export function errnoTable(): string {
  const EINVAL = 22;
  const modules: number[][] = [];
  for (const { value, errno } of statusTable) {
    const row = (modules[value >>> 16] ??= []);
    const message = value & 0xffff;
    while (row.length < message) row.push(EINVAL);
    row[message] = errno;
  }
  const rows = modules.map(
    (row, module) => `static const unsigned char module${module}[] = {${row.join(', ')}};`,
  );
  const table = modules.map((row, module) => `\t{module${module}, ${row.length}},`);
  return [
    '/* Made by the userland build from arch/status.ts. */',
    ...rows,
    'static const struct {',
    '\tconst unsigned char *errors;',
    '\tunsigned count;',
    '} moduleTable[] = {',
    ...table,
    '};',
    `#define MODULES ${modules.length}`,
    '',
  ].join('\n');
}

/** What `sysstat` shows of each call, by number: Sys_CallInfo of <sys.h>. */
function callInfoSource(): string {
  const entries = callsByNumber.map(
    ({ number, name, served }) => `\t[${number}] = {"${name}", ${served === 'local' ? 0 : 1}},`,
  );
  const count = (callsByNumber.at(-1)?.number ?? -1) + 1;
  return [
    '#include <sys.h>',
    `const int Sys_CallCount = ${count};`,
    `const Sys_CallInfo Sys_Calls[${count}] = {`,
    ...entries,
    '};',
    '',
  ].join('\n');
}

/** Parts of the library, by file name. */
export function stubSources(machine: UserlandMachine): ReadonlyMap<string, string> {
  const sources = new Map<string, string>([['callInfo.c', callInfoSource()]]);
  for (const call of callsByNumber) {
    if (call.stub !== null) sources.set(`${call.stub}.s`, machine.stub(call.stub, call.number));
  }
  return sources;
}

/** The kernel's structures whose C declarations are held against it, and where the field names have a prefix. */
const checkedStructures: readonly { readonly definition: Struct<Fields>; readonly prefix?: string }[] = [
  { definition: layouts.Time },
  { definition: layouts.FsAttributes },
  { definition: layouts.FsDevice },
  { definition: layouts.FsFileID },
  { definition: layouts.FsIOVector },
  { definition: layouts.FsDomainInfo },
  { definition: layouts.FsPrefix },
  { definition: layouts.FsTwoPaths },
  ...Object.values(fsStatisticsGroups).map((definition) => ({ definition })),
  { definition: FsStats },
  { definition: layouts.IocRepositionArgs },
  { definition: layouts.IocLockArgs },
  { definition: layouts.IocOwner },
  { definition: layouts.IocWriteBackArgs },
  { definition: layouts.Sgttyb, prefix: 'sg_' },
  { definition: layouts.Tchars, prefix: 't_' },
  { definition: layouts.Ltchars, prefix: 't_' },
  { definition: layouts.Winsize, prefix: 'ws_' },
  { definition: layouts.ProcPCBInfo },
  { definition: layouts.ProcResUsage },
  { definition: layouts.ProcTimerInterval },
  { definition: layouts.ProcPCBArgString },
  { definition: layouts.SigAction },
  { definition: layouts.VmSegmentInfo },
  { definition: layouts.SysMachineInfo },
  { definition: layouts.SchedInstrument },
  { definition: layouts.SyncUserLock },
  { definition: layouts.SyncLockStat },
  { definition: layouts.SysDiskStats },
  { definition: layouts.ProcMigStats },
  { definition: layouts.PdevNotify },
  { definition: layouts.PdevRequest },
  { definition: layouts.PdevReply },
  { definition: layouts.PdevReplyData },
  { definition: layouts.PdevSetBufArgs },
  { definition: layouts.PdevBufPtrs },
  { definition: layouts.PdevSignal },
];

export function layoutCheck(machine: UserlandMachine): string {
  const lines = [
    '/* Made by the userland build from arch/layouts.ts: compiles only if the C headers agree. */',
    ...[
      'stddef',
      'fs',
      'fsStats',
      'proc',
      'procStats',
      'sig',
      'sync',
      'sys',
      'vm',
      'sys/ioctl',
      'dev/pdev',
    ].map((name) => `#include <${name}.h>`),
  ];
  for (const { definition, prefix } of checkedStructures) {
    const codec = bind(definition, machine.layout);
    lines.push(`_Static_assert(sizeof(${definition.name}) == ${codec.size}, "size of ${definition.name}");`);
    for (const [field, offset] of Object.entries(codec.offsets)) {
      const member = `${prefix ?? ''}${field}`;
      lines.push(
        `_Static_assert(offsetof(${definition.name}, ${member}) == ${offset}, "${definition.name}.${member}");`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
