/**
 * The remote procedures by number, with the names that statistics print. Source: migration reference, 3.1;
 * RPC reference, 12.1.
 */
export const RpcCommand = {
  ECHO_1: 1,
  ECHO_2: 2,
  SEND: 3,
  RECEIVE: 4,
  GETTIME: 5,
  FS_PREFIX: 6,
  FS_OPEN: 7,
  FS_READ: 8,
  FS_WRITE: 9,
  FS_CLOSE: 10,
  FS_UNLINK: 11,
  FS_RENAME: 12,
  FS_MKDIR: 13,
  FS_RMDIR: 14,
  FS_MKDEV: 15,
  FS_LINK: 16,
  FS_SYM_LINK: 17,
  FS_GET_ATTR: 18,
  FS_SET_ATTR: 19,
  FS_GET_ATTR_PATH: 20,
  FS_SET_ATTR_PATH: 21,
  FS_GET_IO_ATTR: 22,
  FS_SET_IO_ATTR: 23,
  FS_DEV_OPEN: 24,
  FS_SELECT: 25,
  FS_IO_CONTROL: 26,
  FS_CONSIST: 27,
  FS_CONSIST_REPLY: 28,
  FS_COPY_BLOCK: 29,
  FS_MIGRATE: 30,
  FS_RELEASE: 31,
  FS_REOPEN: 32,
  FS_RECOVERY: 33,
  FS_DOMAIN_INFO: 34,
  PROC_MIG_COMMAND: 35,
  PROC_REMOTE_CALL: 36,
  PROC_REMOTE_WAIT: 37,
  PROC_GETPCB: 38,
  REMOTE_WAKEUP: 39,
  SIG_SEND: 40,
  FS_RELEASE_NEW: 41,
  FS_BULK_REOPEN: 42,
  FS_SERVER_REOPEN: 43,
} as const;

export type RpcCommandNumber = (typeof RpcCommand)[keyof typeof RpcCommand];

/** Which calls may be addressed to everybody. */
export const mayBroadcast = (command: number): boolean =>
  command === RpcCommand.FS_PREFIX || command === RpcCommand.GETTIME;

const KEPT_PROCESSES = 10;
const KEPT_IN_RECOVERY = 4;
const keptFrom: ReadonlyMap<number, number> = new Map([
  [RpcCommand.FS_OPEN, KEPT_PROCESSES],
  [RpcCommand.FS_GET_ATTR, KEPT_PROCESSES],
  [RpcCommand.FS_GET_ATTR_PATH, KEPT_PROCESSES],
  [RpcCommand.FS_MIGRATE, KEPT_PROCESSES],
  [RpcCommand.FS_REOPEN, KEPT_IN_RECOVERY],
]);
/**
 * How many server processes are kept from a call that may wait for other clients: else all could wait for calls that
 * none is left to serve. (Sprite's servers had fewer clients than processes.) 0 for calls that wait for nobody.
 */
export const processesKeptFrom = (command: number): number => keptFrom.get(command) ?? 0;

/** Printed names, by number. */
export const commandNames: readonly string[] = [
  '0',
  'echo intr',
  'echo',
  'send',
  'receive',
  'get time',
  'prefix',
  'open',
  'read',
  'write',
  'close',
  'remove',
  'rename',
  'makeDir',
  'rmDir',
  'make dev',
  'hard link',
  'sym link',
  'get attr',
  'set attr',
  'stat',
  'setAttrPath',
  'getIOAttr',
  'setIOAttr',
  'dev open',
  'select',
  'io control',
  'consist',
  'consist done',
  'copy block',
  'migrate',
  'release',
  'reopen',
  'recover',
  'domain info',
  'mig command',
  'rmt call',
  'remote wait',
  'get PCB',
  'rmt notify',
  'send signal',
  'new release',
  'bulkReopen',
  'serverReopen',
];
export const COMMAND_COUNT = commandNames.length;
