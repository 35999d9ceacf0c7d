/**
 * The kernel-call table: for each of Sprite's 113 calls its number, its arguments with kind and direction, the
 * name of its C library stub, and where it is served when the caller is a migrated process. Dispatch, copying
 * in and out, forwarding home, the trace, the C stubs and the documentation all read it.
 * Source: kernel-call reference, section 1.
 */
import type { Fields, Struct, StructValue } from '../arch/codec.js';
import * as L from '../arch/layouts.js';

/** Where a foreign process's call is served. */
export type Served =
  /** on the host it runs on, like a local process's */
  | 'local'
  /** forwarded home, generically from the argument kinds */
  | 'home'
  /** by the routine itself, which involves home */
  | 'special'
  /** nowhere: it fails */
  | 'refused';

export type Argument =
  /** One signed word. */
  | { readonly kind: 'int'; readonly name: string }
  /** One unsigned word: masks, user addresses the call itself works on. */
  | { readonly kind: 'uint' | 'address' | 'pid'; readonly name: string }
  /** Two words by value: seconds, microseconds. */
  | { readonly kind: 'time'; readonly name: string }
  /** Pointer to a NUL-terminated string of at most 1024 bytes. */
  | { readonly kind: 'path' | 'string'; readonly name: string }
  /** Pointer to an int, or structure, that the kernel reads. */
  | {
      readonly kind: 'in';
      readonly name: string;
      readonly struct: Struct<Fields>;
      readonly optional: boolean;
    }
  /** Pointer to an int that the kernel writes. */
  | { readonly kind: 'outInt'; readonly name: string; readonly optional: boolean }
  | { readonly kind: 'inOutInt'; readonly name: string }
  /** Pointer to where the kernel writes a string and its NUL. */
  | { readonly kind: 'outString'; readonly name: string }
  | {
      readonly kind: 'out';
      readonly name: string;
      readonly struct: Struct<Fields>;
      readonly optional: boolean;
    };

/** A result on its way to the user: stored when the call has set `value`, whatever status it returns. */
export interface Out<T> {
  /** False when the user passed a nil pointer. */
  readonly wanted: boolean;
  value: T | undefined;
}
export interface InOut<T> {
  value: T;
}

export type ArgumentValue<A> = A extends { kind: 'int' | 'uint' | 'address' | 'pid' }
  ? number
  : A extends { kind: 'time' }
    ? L.Time
    : A extends { kind: 'path' | 'string' }
      ? string
      : A extends { kind: 'in'; struct: Struct<infer F>; optional: infer O }
        ? O extends true
          ? StructValue<F> | null
          : StructValue<F>
        : A extends { kind: 'outInt' }
          ? Out<number>
          : A extends { kind: 'outString' }
            ? Out<string>
            : A extends { kind: 'inOutInt' }
              ? InOut<number>
              : A extends { kind: 'out'; struct: Struct<infer F> }
                ? Out<StructValue<F>>
                : never;

export interface CallDefinition {
  readonly number: number;
  /** Words the trap fetches: sometimes more than the arguments need. */
  readonly words: number;
  readonly arguments: readonly Argument[];
  readonly served: Served;
  /** The C library's stub, or null where it has none. */
  readonly stub: string | null;
}

const int = <N extends string>(name: N) => ({ kind: 'int', name }) as const;
const uint = <N extends string>(name: N) => ({ kind: 'uint', name }) as const;
const address = <N extends string>(name: N) => ({ kind: 'address', name }) as const;
const pid = <N extends string>(name: N) => ({ kind: 'pid', name }) as const;
const time = <N extends string>(name: N) => ({ kind: 'time', name }) as const;
const path = <N extends string>(name: N) => ({ kind: 'path', name }) as const;
const string = <N extends string>(name: N) => ({ kind: 'string', name }) as const;
const input = <N extends string, F extends Fields>(name: N, struct: Struct<F>) =>
  ({ kind: 'in', name, struct, optional: false }) as const;
const outInt = <N extends string>(name: N) => ({ kind: 'outInt', name, optional: false }) as const;
const optionalOutInt = <N extends string>(name: N) => ({ kind: 'outInt', name, optional: true }) as const;
const outString = <N extends string>(name: N) => ({ kind: 'outString', name }) as const;
const inOutInt = <N extends string>(name: N) => ({ kind: 'inOutInt', name }) as const;
const out = <N extends string, F extends Fields>(name: N, struct: Struct<F>) =>
  ({ kind: 'out', name, struct, optional: false }) as const;
const optionalOut = <N extends string, F extends Fields>(name: N, struct: Struct<F>) =>
  ({ kind: 'out', name, struct, optional: true }) as const;

/** Words an argument takes. */
export const argumentWords = (argument: Argument): number => (argument.kind === 'time' ? 2 : 1);

interface Options<S extends string | null> {
  readonly stub?: S;
  readonly words?: number;
}

function call<const A extends readonly Argument[]>(
  number: number,
  served: Served,
  args: A,
  options: Options<string | null> = {},
) {
  const needed = args.reduce((sum, argument) => sum + argumentWords(argument), 0);
  return {
    number,
    served,
    arguments: args,
    words: options.words ?? needed,
    stub: options.stub ?? null,
  } as const;
}

/** No stub under that name: the usual case is a stub named as the call. */
const named = (stub: string, words?: number): Options<string> =>
  words === undefined ? { stub } : { stub, words };

export const callTable = {
  // The id is stored before memory is duplicated, so its address is taken raw.
  Proc_Fork: call(0, 'special', [int('shareHeap'), address('pid')], named('Proc_Fork')),
  Proc_Exec: call(
    1,
    'special',
    [path('file'), address('argv'), address('envp'), int('debugMe'), int('host')],
    named('Proc_RawExec'),
  ),
  Proc_Exit: call(2, 'special', [int('status')], named('Proc_RawExit')),
  Sync_WaitTime: call(3, 'local', [time('interval')], named('Sync_WaitTime')),
  Test_PrintOut: call(
    4,
    'local',
    [
      string('format'),
      uint('arg0'),
      uint('arg1'),
      uint('arg2'),
      uint('arg3'),
      uint('arg4'),
      uint('arg5'),
      uint('arg6'),
      uint('arg7'),
      uint('arg8'),
    ],
    named('Test_PrintOut'),
  ),
  Test_GetLine: call(5, 'local', [address('buffer'), int('length')]),
  Test_GetChar: call(6, 'local', [address('character')]),
  Fs_Open: call(
    7,
    'local',
    [path('path'), int('useFlags'), int('permissions'), outInt('streamID')],
    named('Fs_Open'),
  ),
  Fs_Read: call(
    8,
    'local',
    [int('streamID'), int('count'), address('buffer'), outInt('amountRead')],
    named('Fs_RawRead'),
  ),
  Fs_Write: call(
    9,
    'local',
    [int('streamID'), int('count'), address('buffer'), outInt('amountWritten')],
    named('Fs_RawWrite'),
  ),
  Fs_Close: call(10, 'local', [int('streamID')], named('Fs_Close')),
  Fs_Remove: call(11, 'local', [path('path')], named('Fs_Remove')),
  Fs_RemoveDir: call(12, 'local', [path('path')], named('Fs_RemoveDir')),
  Fs_MakeDir: call(13, 'local', [path('path'), int('permissions')], named('Fs_MakeDir')),
  Fs_ChangeDir: call(14, 'local', [path('path')], named('Fs_ChangeDir')),
  Proc_Wait: call(
    15,
    'special',
    [
      int('numPids'),
      address('pidArray'),
      int('flags'),
      optionalOutInt('pid'),
      optionalOutInt('reason'),
      optionalOutInt('status'),
      optionalOutInt('subStatus'),
      optionalOut('usage', L.ProcResUsage),
    ],
    named('Proc_RawWait'),
  ),
  Proc_Detach: call(16, 'home', [int('status')], named('Proc_Detach')),
  Proc_GetIDs: call(
    17,
    'local',
    [optionalOutInt('pid'), optionalOutInt('parent'), optionalOutInt('uid'), optionalOutInt('euid')],
    named('Proc_GetIDs'),
  ),
  Proc_SetIDs: call(18, 'home', [int('uid'), int('euid')], named('Proc_SetIDs')),
  Proc_GetGroupIDs: call(
    19,
    'local',
    [int('max'), address('gids'), optionalOutInt('trueCount')],
    named('Proc_GetGroupIDs'),
  ),
  Proc_SetGroupIDs: call(20, 'local', [int('count'), address('gids')], named('Proc_SetGroupIDs')),
  Proc_GetFamilyID: call(21, 'home', [pid('pid'), outInt('family')], named('Proc_GetFamilyID')),
  Proc_SetFamilyID: call(22, 'home', [pid('pid'), pid('family')], named('Proc_SetFamilyID')),
  Test_Rpc: call(23, 'local', [int('command'), address('arg')], named('Test_Rpc', 4)),
  Sys_Stats: call(24, 'local', [int('command'), int('option'), address('arg')], named('Sys_Stats', 4)),
  Vm_CreateVA: call(25, 'local', [address('address'), int('size')], named('Vm_CreateVA')),
  Vm_DestroyVA: call(26, 'local', [address('address'), int('size')], named('Vm_DestroyVA')),
  Sig_Send: call(27, 'special', [int('signal'), pid('id'), int('isFamily')], named('Sig_Send')),
  Sig_Pause: call(28, 'local', [int('holdMask')], named('Sig_RawPause')),
  Sig_SetHoldMask: call(29, 'local', [int('newMask'), optionalOutInt('oldMask')], named('Sig_SetHoldMask')),
  // Pointers are taken raw: the old record is written before the new one is read.
  Sig_SetAction: call(
    30,
    'local',
    [int('signal'), address('newAction'), address('oldAction')],
    named('Sig_SetAction'),
  ),
  Prof_Start: call(31, 'local', [], named('Prof_Start')),
  Prof_End: call(32, 'local', [], named('Prof_End')),
  Prof_Dump: call(33, 'local', [path('path')], named('Prof_Dump')),
  Vm_Cmd: call(34, 'local', [int('command'), uint('arg')], named('Vm_Cmd')),
  Sys_GetTimeOfDay: call(
    35,
    'home',
    [optionalOut('time', L.Time), optionalOutInt('localOffset'), optionalOutInt('dst')],
    named('Sys_GetTimeOfDay'),
  ),
  Sys_SetTimeOfDay: call(
    36,
    'home',
    [input('time', L.Time), int('localOffset'), int('dst')],
    named('Sys_SetTimeOfDay'),
  ),
  Sys_DoNothing: call(37, 'local', [], named('Sys_DoNothing')),
  Proc_GetPCBInfo: call(
    38,
    'local',
    [
      pid('first'),
      pid('last'),
      int('hostID'),
      int('infoSize'),
      address('buffer'),
      address('args'),
      optionalOutInt('numUsed'),
    ],
    named('Proc_GetPCBInfo'),
  ),
  Vm_GetSegInfo: call(
    39,
    'local',
    [address('pcb'), int('segID'), int('infoSize'), address('buffer')],
    named('Vm_GetSegInfo'),
  ),
  Proc_GetResUsage: call(40, 'local', [pid('pid'), out('usage', L.ProcResUsage)], named('Proc_GetResUsage')),
  Proc_GetPriority: call(41, 'local', [pid('pid'), outInt('priority')], named('Proc_GetPriority')),
  Proc_SetPriority: call(
    42,
    'local',
    [pid('pid'), int('priority'), int('family')],
    named('Proc_SetPriority'),
  ),
  Proc_Debug: call(
    43,
    'local',
    [pid('pid'), int('request'), int('numBytes'), address('source'), address('destination')],
    named('Proc_Debug'),
  ),
  Proc_Profile: call(
    44,
    'local',
    [int('shift'), uint('lowPC'), uint('highPC'), time('interval'), address('counters')],
    named('Proc_Profile'),
  ),
  Fs_Trunc: call(45, 'local', [uint('path'), int('length')]),
  Fs_TruncID: call(46, 'local', [int('streamID'), int('length')]),
  Fs_GetNewID: call(47, 'local', [int('streamID'), inOutInt('newID')], named('Fs_GetNewID')),
  Fs_GetAttributes: call(
    48,
    'local',
    [path('path'), int('fileOrLink'), out('attributes', L.FsAttributes)],
    named('Fs_GetAttributes'),
  ),
  Fs_GetAttributesID: call(
    49,
    'local',
    [int('streamID'), out('attributes', L.FsAttributes)],
    named('Fs_GetAttributesID'),
  ),
  Fs_SetAttributes: call(
    50,
    'local',
    [path('path'), int('fileOrLink'), input('attributes', L.FsAttributes)],
    named('Fs_SetAttributes'),
  ),
  Fs_SetAttributesID: call(
    51,
    'local',
    [int('streamID'), input('attributes', L.FsAttributes)],
    named('Fs_SetAttributesID'),
  ),
  Fs_SetDefPerm: call(52, 'local', [int('mask'), outInt('oldMask')], named('Fs_SetDefPerm')),
  Fs_IOControl: call(
    53,
    'local',
    [
      int('streamID'),
      int('command'),
      int('inSize'),
      address('inBuffer'),
      int('outSize'),
      address('outBuffer'),
    ],
    named('Fs_RawIOControl'),
  ),
  Sys_EnableDisplay: call(54, 'home', [int('on')], named('Sys_EnableDisplay')),
  Proc_SetEnviron: call(55, 'local', [uint('a'), uint('b')], named('Proc_OLDSetEnviron')),
  Proc_UnsetEnviron: call(56, 'local', [uint('a'), uint('b')], named('Proc_OLDUnsetEnviron')),
  Proc_GetEnvironVar: call(57, 'local', [uint('a'), uint('b')], named('Proc_OLDGetEnvironVar')),
  Proc_GetEnvironRange: call(
    58,
    'local',
    [uint('a'), uint('b'), uint('c'), uint('d')],
    named('Proc_OLDGetEnvironRange'),
  ),
  Proc_InstallEnviron: call(59, 'local', [uint('a'), uint('b')], named('Proc_OLDInstallEnviron')),
  Proc_CopyEnviron: call(60, 'local', [], named('Proc_OLDCopyEnviron')),
  Sync_SlowLock: call(61, 'local', [address('lock')], named('Sync_SlowLockStub')),
  Sync_SlowWait: call(
    62,
    'local',
    [uint('event'), address('lock'), int('wakeIfSignal')],
    named('Sync_SlowWaitStub'),
  ),
  Sync_SlowBroadcast: call(63, 'local', [uint('event'), outInt('waitFlag')], named('Sync_SlowBroadcast')),
  Vm_PageSize: call(64, 'local', [outInt('size')], named('Vm_PageSize')),
  Fs_HardLink: call(65, 'local', [path('existing'), path('newName')], named('Fs_HardLink')),
  Fs_Rename: call(66, 'local', [path('oldName'), path('newName')], named('Fs_Rename')),
  Fs_SymLink: call(67, 'local', [path('target'), path('linkName'), int('remoteLink')], named('Fs_SymLink')),
  Fs_ReadLink: call(
    68,
    'local',
    [path('path'), int('bufferSize'), address('buffer'), outInt('size')],
    named('Fs_ReadLink'),
  ),
  Fs_CreatePipe: call(69, 'local', [outInt('readID'), outInt('writeID')], named('Fs_CreatePipe')),
  Vm_MapKernelIntoUser: call(
    70,
    'refused',
    [uint('kernelAddress'), int('numBytes'), uint('userAddress'), outInt('realAddress')],
    named('Vm_MapKernelIntoUser'),
  ),
  Fs_AttachDisk: call(71, 'home', [path('device'), path('prefix'), int('flags')], named('Fs_AttachDisk')),
  Fs_Select: call(
    72,
    'local',
    [
      int('numStreams'),
      address('timeout'),
      address('readMask'),
      address('writeMask'),
      address('exceptMask'),
      outInt('numReady'),
    ],
    named('Fs_RawSelect'),
  ),
  Sys_Shutdown: call(73, 'local', [int('flags'), address('rebootString')], named('Sys_Shutdown')),
  Proc_Migrate: call(74, 'home', [pid('pid'), int('hostID')], named('Proc_RawMigrate')),
  // A device of no named host is its opener's home's whoever makes it, and a relative name begins where the process runs.
  Fs_MakeDevice: call(
    75,
    'local',
    [path('path'), input('device', L.FsDevice), int('permissions')],
    named('Fs_MakeDevice'),
  ),
  Fs_Command: call(76, 'local', [int('command'), int('bufferSize'), address('buffer')], named('Fs_Command')),
  Fs_Lock: call(77, 'local', [int('a'), int('b')]),
  Sys_GetMachineInfoOld: call(78, 'local', [
    optionalOutInt('architecture'),
    optionalOutInt('type'),
    optionalOutInt('spriteID'),
  ]),
  Net_InstallRoute: call(79, 'local', [int('size'), address('route')], named('Net_InstallRoute', 6)),
  Fs_ReadVector: call(80, 'local', [int('streamID'), int('count'), address('vector'), outInt('amountRead')]),
  Fs_WriteVector: call(81, 'local', [
    int('streamID'),
    int('count'),
    address('vector'),
    outInt('amountWritten'),
  ]),
  Fs_CheckAccess: call(82, 'local', [path('path'), int('mode'), int('useRealID')], named('Fs_CheckAccess')),
  Proc_GetIntervalTimer: call(
    83,
    'local',
    [int('type'), out('timer', L.ProcTimerInterval)],
    named('Proc_GetIntervalTimer'),
  ),
  Proc_SetIntervalTimer: call(
    84,
    'local',
    [int('type'), input('newTimer', L.ProcTimerInterval), optionalOut('oldTimer', L.ProcTimerInterval)],
    named('Proc_SetIntervalTimer'),
  ),
  Fs_WriteBackID: call(
    85,
    'local',
    [int('streamID'), int('firstByte'), int('lastByte'), int('block')],
    named('Fs_WriteBackID'),
  ),
  Proc_ExecEnv: call(
    86,
    'special',
    [path('file'), address('argv'), address('envp'), int('debugMe')],
    named('Proc_ExecEnv'),
  ),
  Fs_SetAttr: call(
    87,
    'local',
    [path('path'), int('fileOrLink'), input('attributes', L.FsAttributes), int('flags')],
    named('Fs_SetAttr'),
  ),
  Fs_SetAttrID: call(
    88,
    'local',
    [int('streamID'), input('attributes', L.FsAttributes), int('flags')],
    named('Fs_SetAttrID'),
  ),
  Proc_GetHostIDs: call(
    89,
    'local',
    [optionalOutInt('virtualHost'), optionalOutInt('physicalHost')],
    named('Proc_GetHostIDs'),
  ),
  Sched_IdleProcessor: call(90, 'local', [int('processor')]),
  Sched_StartProcessor: call(91, 'local', [int('processor')]),
  Mach_NumProcessors: call(92, 'local', [], { words: 1 }),
  Prof_Profil: call(
    93,
    'local',
    [address('buffer'), int('size'), uint('offset'), uint('scale')],
    named('Prof_Profil'),
  ),
  Proc_RemoteExec: call(
    94,
    'special',
    [path('file'), address('argv'), address('envp'), int('host')],
    named('Proc_RawRemoteExec'),
  ),
  Sys_GetMachineInfo: call(95, 'local', [int('size'), address('buffer')], named('Sys_GetMachineInfo')),
  Vm_Mmap: call(
    96,
    'local',
    [
      address('start'),
      int('length'),
      int('protection'),
      int('share'),
      int('streamID'),
      int('fileOffset'),
      outInt('mapped'),
    ],
    named('Vm_Mmap'),
  ),
  Vm_Munmap: call(97, 'local', [address('start'), int('length'), int('noError')], named('Vm_Munmap')),
  Vm_Msync: call(98, 'local', [address('start'), int('length')], named('Vm_Msync')),
  Vm_Mlock: call(99, 'local', [address('start'), int('length')], named('Vm_Mlock')),
  Vm_Munlock: call(100, 'local', [address('start'), int('length')], named('Vm_Munlock')),
  Vm_Mincore: call(101, 'local', [address('start'), int('length'), address('vector')], named('Vm_Mincore')),
  Sync_Semctl: call(
    102,
    'local',
    [int('semid'), int('semnum'), int('command'), uint('arg'), outInt('result')],
    named('Sync_Semctl'),
  ),
  Sync_Semget: call(
    103,
    'local',
    [int('key'), int('count'), int('flags'), outInt('result')],
    named('Sync_Semget'),
  ),
  Sync_Semop: call(
    104,
    'local',
    [int('semid'), address('operations'), int('count'), outInt('result')],
    named('Sync_Semop'),
  ),
  Vm_Mprotect: call(105, 'local', [address('start'), int('length'), int('protection')], named('Vm_Mprotect')),
  Proc_Vfork: call(106, 'special', []),
  Net_GetRoutes: call(
    107,
    'local',
    [int('first'), int('last'), int('infoSize'), address('buffer'), outInt('used')],
    named('Net_GetRoutes'),
  ),
  Net_DeleteRoute: call(108, 'local', [int('routeID')], named('Net_DeleteRoute')),
  Zss_Cmd: call(109, 'local', [uint('a'), uint('b'), uint('c')], named('Zss_Cmd')),
  Zebra_Cmd: call(110, 'local', [uint('a'), uint('b'), uint('c')], named('Zebra_Cmd')),
  Sys_GetHostName: call(111, 'home', [outString('name')], named('Sys_GetHostName')),
  Sys_SetHostName: call(112, 'home', [string('name')], named('Sys_SetHostName')),
} as const;

export type CallTable = typeof callTable;
export type CallName = keyof CallTable;
/** The decoded arguments of a call, by name. */
export type CallArguments<N extends CallName> = {
  readonly [A in CallTable[N]['arguments'][number] as A['name']]: ArgumentValue<A>;
};

export const CALL_COUNT = 113;

export type NamedCall = CallDefinition & { readonly name: CallName };

/** Definitions by number. */
export const callsByNumber: readonly NamedCall[] = Object.entries(callTable)
  .map(([name, definition]) => ({ name: name as CallName, ...definition }))
  .sort((a, b) => a.number - b.number);
