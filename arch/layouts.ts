/**
 * Structures that cross the user/kernel line or travel with a migrating process, field by field in Sprite's
 * order. Offsets follow from the machine's layout rules (`codec.ts`); layouts.test.ts holds them against the
 * structures reference. Field names are Sprite's.
 */
import { array, byte, chars, int, nested, short, struct, uint, ushort, type ValueOf } from './codec.js';

/** Absolute (since 1970) or an interval; microseconds 0 .. 999999. */
export const Time = struct('Time', { seconds: int, microseconds: int });
export type Time = ValueOf<typeof Time>;

// --- File system -------------------------------------------------------------------------------------------

export const FsAttributes = struct('Fs_Attributes', {
  serverID: int,
  domain: int,
  fileNumber: int,
  type: int,
  size: int,
  numLinks: int,
  permissions: uint,
  uid: int,
  gid: int,
  devServerID: int,
  devType: int,
  devUnit: int,
  createTime: nested(Time),
  accessTime: nested(Time),
  descModifyTime: nested(Time),
  dataModifyTime: nested(Time),
  blocks: int,
  blockSize: int,
  version: int,
  userType: int,
  pad: array(int, 4),
});
export type FsAttributes = ValueOf<typeof FsAttributes>;

export const FsDevice = struct('Fs_Device', { serverID: int, type: int, unit: int, data: uint });
export const FsFileID = struct('Fs_FileID', { type: int, serverID: int, major: int, minor: int });
export type FsFileID = ValueOf<typeof FsFileID>;
export const FsUserIDs = struct('Fs_UserIDs', { user: int, numGroupIDs: int, group: array(int, 8) });
export const FsIOVector = struct('Fs_IOVector', { bufSize: int, buffer: uint });
export const FsDomainInfo = struct('Fs_DomainInfo', {
  maxKbytes: int,
  freeKbytes: int,
  maxFileDesc: int,
  freeFileDesc: int,
  blockSize: int,
  optSize: int,
});
export const FsPrefix = struct('Fs_Prefix', {
  serverID: int,
  domain: int,
  fileNumber: int,
  version: int,
  flags: int,
  prefix: chars(64),
  domainInfo: nested(FsDomainInfo),
});
export const FsPrefixLoadInfo = struct('Fs_PrefixLoadInfo', { prefix: chars(1024), serverID: int });
export const FsPrefixControl = struct('Fs_PrefixControl', {
  clientID: int,
  delete: int,
  prefix: chars(1024),
});
export const FsTwoPaths = struct('Fs_TwoPaths', { pathLen1: int, pathLen2: int, path1: uint, path2: uint });

// --- I/O controls ------------------------------------------------------------------------------------------

export const IocRepositionArgs = struct('Ioc_RepositionArgs', { base: int, offset: int });
export const IocLockArgs = struct('Ioc_LockArgs', { flags: int, hostID: int, pid: uint, token: int });
export const IocOwner = struct('Ioc_Owner', { id: uint, procOrFamily: int });
export const IocWriteBackArgs = struct('Ioc_WriteBackArgs', {
  firstByte: int,
  lastByte: int,
  shouldBlock: int,
});

// --- Terminals ---------------------------------------------------------------------------------------------

export const Sgttyb = struct('struct sgttyb', {
  ispeed: byte,
  ospeed: byte,
  erase: byte,
  kill: byte,
  flags: short,
});
export const Tchars = struct('struct tchars', {
  intrc: byte,
  quitc: byte,
  startc: byte,
  stopc: byte,
  eofc: byte,
  brkc: byte,
});
export const Ltchars = struct('struct ltchars', {
  suspc: byte,
  dsuspc: byte,
  rprntc: byte,
  flushc: byte,
  werasc: byte,
  lnextc: byte,
});
export const Winsize = struct('struct winsize', { row: ushort, col: ushort, xpixel: ushort, ypixel: ushort });

// --- Processes ---------------------------------------------------------------------------------------------

/** Scheduling and CPU time, as process records of any kind have them. */
export const usageFields = {
  recentUsage: uint,
  weightedUsage: uint,
  unweightedUsage: uint,
  kernelCpuUsage: nested(Time),
  userCpuUsage: nested(Time),
  childKernelCpuUsage: nested(Time),
  childUserCpuUsage: nested(Time),
  numQuantumEnds: int,
  numWaitEvents: int,
  schedQuantumTicks: uint,
} as const;

export const ProcPCBInfo = struct('Proc_PCBInfo', {
  processor: int,
  state: int,
  genFlags: int,
  processID: uint,
  parentID: uint,
  familyID: int,
  userID: int,
  effectiveUserID: int,
  event: int,
  billingRate: int,
  ...usageFields,
  vmSegments: array(int, 4),
  sigHoldMask: int,
  sigPendingMask: int,
  sigActions: array(int, 32),
  peerHostID: int,
  peerProcessID: uint,
});
export type ProcPCBInfo = ValueOf<typeof ProcPCBInfo>;

export const ProcResUsage = struct('Proc_ResUsage', {
  kernelCpuUsage: nested(Time),
  userCpuUsage: nested(Time),
  childKernelCpuUsage: nested(Time),
  childUserCpuUsage: nested(Time),
  numQuantumEnds: int,
  numWaitEvents: int,
});
export const ProcTimerInterval = struct('Proc_TimerInterval', {
  interval: nested(Time),
  curValue: nested(Time),
});
export const ProcPCBArgString = struct('Proc_PCBArgString', { argString: chars(256) });
/** `action` 0 ignore .. 6 suspend; the third word is the mask held while the handler runs. */
export const SigAction = struct('Sig_Action', { action: int, handler: uint, sigHoldMask: int });

/** Proc_DebugState around the machine's registers: what stands before them, and behind them. */
export const ProcDebugHead = struct('Proc_DebugState, head', {
  processID: uint,
  termReason: int,
  termStatus: int,
  termCode: int,
});
export const ProcDebugSignals = struct('Proc_DebugState, signals', {
  sigHoldMask: int,
  sigPendingMask: int,
  sigActions: array(uint, 32),
  sigMasks: array(int, 32),
  sigCodes: array(int, 32),
});

// --- Memory, machine, scheduler ----------------------------------------------------------------------------

export const VmSegmentInfo = struct('Vm_SegmentInfo', {
  segNum: int,
  refCount: int,
  objFileName: chars(50),
  type: int,
  numPages: int,
  ptSize: int,
  resPages: int,
  flags: int,
  ptUserCount: int,
  numCOWPages: int,
  numCORPages: int,
  minAddr: uint,
  maxAddr: uint,
  traceTime: int,
});
// Pseudo-devices (structures reference, 9). A request's parameters are ten words whose meaning is the operation's.
export const PdevNotify = struct('Pdev_Notify', { magic: uint, newStreamID: int, reserved: int });
export const PdevRequest = struct('Pdev_Request', {
  magic: uint,
  operation: int,
  messageSize: int,
  requestSize: int,
  replySize: int,
  dataOffset: int,
  parameters: array(int, 10),
});
const pdevReply = {
  magic: uint,
  status: int,
  selectBits: int,
  replySize: int,
  replyBuf: uint,
  signal: int,
  code: int,
} as const;
export const PdevReply = struct('Pdev_Reply', pdevReply);
export const PdevReplyData = struct('Pdev_ReplyData', { ...pdevReply, data: chars(16) });
export const PdevSetBufArgs = struct('Pdev_SetBufArgs', {
  requestBufAddr: uint,
  requestBufSize: int,
  readBufAddr: uint,
  readBufSize: int,
});
export const PdevBufPtrs = struct('Pdev_BufPtrs', {
  magic: int,
  requestAddr: uint,
  requestFirstByte: int,
  requestLastByte: int,
  readFirstByte: int,
  readLastByte: int,
});
export const PdevSignal = struct('Pdev_Signal', { signal: uint, code: uint });

export const SysMachineInfo = struct('Sys_MachineInfo', { architecture: int, type: int, processors: int });
export const SchedInstrument = struct('Sched_Instrument', {
  numContextSwitches: int,
  numInvoluntarySwitches: int,
  numFullCS: int,
  noProcessRunning: array(int, 2),
  idleTime: nested(Time),
  idleTicksLow: uint,
  idleTicksOverflow: uint,
  idleTicksPerSecond: uint,
  numReadyProcesses: int,
  noUserInput: nested(Time),
});
export const SyncLockStat = struct('Sync_LockStat', {
  inUse: int,
  class: int,
  hit: int,
  miss: int,
  name: chars(30),
  priorCount: int,
  priorTypes: int,
  activeCount: int,
  deadCount: int,
  spinCount: int,
});
export const SysDiskStats = struct('Sys_DiskStats', {
  name: chars(100),
  controllerID: int,
  numSamples: int,
  idleCount: int,
  diskReads: int,
  diskWrites: int,
});
export const SyncUserLock = struct('Sync_UserLock', { inUse: int, waiting: int });

// --- Migration ---------------------------------------------------------------------------------------------

/** Header in front of each module's bytes in the encapsulation buffer. */
export const ProcEncapInfo = struct('Proc_EncapInfo', {
  token: int,
  size: int,
  data: uint,
  special: int,
  specialToken: uint,
  processed: int,
});
/** One encapsulated stream. */
export const FsioMigInfo = struct('Fsio_MigInfo', {
  streamID: nested(FsFileID),
  ioFileID: nested(FsFileID),
  nameID: nested(FsFileID),
  rootID: nested(FsFileID),
  srcClientID: int,
  offset: int,
  flags: int,
});
export type FsioMigInfo = ValueOf<typeof FsioMigInfo>;

const migrationVariables = {
  evictions: uint,
  pagesWritten: uint,
  rpcKbytes: uint,
  timeToMigrate: uint,
  timeToExec: uint,
  timeToEvict: uint,
  totalEvictTime: uint,
  totalCPUTime: uint,
  remoteCPUTime: uint,
  evictionCPUTime: uint,
} as const;
const MigrationVariables = struct('Proc_MigVariables', migrationVariables);
/** Counts of migrations; one slot for each host, sums over migrations and sums of their squares. */
export const ProcMigStats = struct('Proc_MigStats', {
  statsVersion: uint,
  foreign: uint,
  remote: uint,
  exports: uint,
  execs: uint,
  imports: uint,
  errors: uint,
  returns: uint,
  evictionsToUs: uint,
  hostCounts: array(uint, 200),
  migrationsHome: uint,
  evictCalls: uint,
  evictsNeeded: uint,
  evictionsInProgress: uint,
  processes: uint,
  varStats: nested(MigrationVariables),
  squared: nested(MigrationVariables),
});
