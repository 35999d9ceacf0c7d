/**
 * ReturnStatus: what every kernel call and most kernel procedures answer. A value is (module << 16) | message;
 * 0 is success. The second number is the errno of 4.3BSD that the C library maps the status to
 * (status.h and the library's table are generated from here). Source: kernel-call reference, section 4.
 */
const rows = {
  GEN_SUCCESS: [0x00000, 0],
  GEN_FAILURE: [0x00001, 22],
  GEN_ABORTED_BY_SIGNAL: [0x00002, 4],
  GEN_NO_PERMISSION: [0x00003, 13],
  GEN_NOT_IMPLEMENTED: [0x00004, 22],
  GEN_INVALID_ARG: [0x00005, 22],
  GEN_TIMEOUT: [0x00006, 60],
  GEN_EPERM: [0x00007, 1],
  GEN_ENOENT: [0x00008, 2],
  GEN_EINTR: [0x00009, 4],
  GEN_E2BIG: [0x0000a, 7],
  GEN_EAGAIN: [0x0000b, 11],
  GEN_EACCES: [0x0000c, 13],
  GEN_EFAULT: [0x0000d, 14],
  GEN_EEXIST: [0x0000e, 17],
  GEN_EINVAL: [0x0000f, 22],
  GEN_EFBIG: [0x00010, 27],
  GEN_ENOSPC: [0x00011, 28],
  GEN_ERANGE: [0x00012, 34],
  GEN_EIDRM: [0x00013, 77],
  PROC_BAD_FILE_NAME: [0x10000, 22],
  PROC_BAD_AOUT_FORMAT: [0x10001, 8],
  PROC_NO_SEGMENTS: [0x10002, 22],
  PROC_CHILD_PROC: [0x10003, 22],
  PROC_NO_EXITS: [0x10004, 35],
  PROC_INVALID_PID: [0x10005, 3],
  PROC_UID_MISMATCH: [0x10006, 1],
  PROC_NO_CHILDREN: [0x10007, 10],
  PROC_INVALID_FAMILY_ID: [0x10008, 3],
  PROC_NOT_SET_ENVIRON_VAR: [0x10009, 22],
  PROC_BAD_ENVIRON_STRING: [0x1000a, 22],
  PROC_ENVIRON_FULL: [0x1000b, 22],
  PROC_INVALID_NODE_ID: [0x1000c, 22],
  PROC_MIGRATION_REFUSED: [0x1000d, 22],
  PROC_INVALID_STRING: [0x1000e, 22],
  PROC_NO_STACKS: [0x1000f, 22],
  PROC_NO_PEER: [0x10010, 22],
  SYS_ARG_NOACCESS: [0x20000, 22],
  SYS_INVALID_ARG: [0x20001, 22],
  SYS_INVALID_SYSTEM_CALL: [0x20002, 22],
  RPC_INVALID_ARG: [0x30000, 22],
  RPC_NO_CHANNELS: [0x30001, 22],
  RPC_TIMEOUT: [0x30002, 22],
  RPC_TOO_MANY_ACKS: [0x30003, 22],
  RPC_INTERNAL_ERROR: [0x30004, 22],
  RPC_INVALID_RPC: [0x30005, 22],
  RPC_NULL_ERROR: [0x30006, 22],
  RPC_PARAMS_TOOBIG: [0x30007, 22],
  RPC_DATA_TOOBIG: [0x30008, 22],
  RPC_NO_REPLY: [0x30009, 22],
  RPC_SERVICE_DISABLED: [0x3000a, 22],
  RPC_NACK_ERROR: [0x3000b, 22],
  RPC_FS_NO_PREFIX: [0x3000c, 22],
  FS_NO_ACCESS: [0x40000, 13],
  FS_INVALID_ARG: [0x40001, 22],
  FS_REMOTE_OP_INVALID: [0x40002, 22],
  FS_LOCAL_OP_INVALID: [0x40003, 22],
  FS_DEVICE_OP_INVALID: [0x40004, 22],
  FS_NEW_ID_TOO_BIG: [0x40005, 9],
  FS_MASTER_CLOSED: [0x40006, 22],
  FS_BROKEN_PIPE: [0x40007, 32],
  FS_NO_DISK_SPACE: [0x40008, 28],
  FS_LOOKUP_REDIRECT: [0x40009, 22],
  FS_NO_HANDLE: [0x4000a, 22],
  FS_NEW_PREFIX: [0x4000b, 22],
  FS_FILE_NOT_FOUND: [0x4000c, 2],
  FS_WOULD_BLOCK: [0x4000d, 35],
  FS_BUFFER_TOO_BIG: [0x4000e, 40],
  FS_IS_DIRECTORY: [0x4000f, 21],
  FS_NOT_DIRECTORY: [0x40010, 20],
  FS_NOT_OWNER: [0x40011, 1],
  FS_STALE_HANDLE: [0x40012, 70],
  FS_FILE_EXISTS: [0x40013, 17],
  FS_DIR_NOT_EMPTY: [0x40014, 66],
  FS_NAME_LOOP: [0x40015, 62],
  FS_CROSS_DOMAIN_OPERATION: [0x40016, 18],
  FS_TIMEOUT: [0x40017, 73],
  FS_NO_SHARED_LOCK: [0x40018, 22],
  FS_NO_EXCLUSIVE_LOCK: [0x40019, 22],
  FS_WRONG_TYPE: [0x4001a, 13],
  FS_FILE_REMOVED: [0x4001b, 22],
  FS_FILE_BUSY: [0x4001c, 26],
  FS_BAD_SEEK: [0x4001d, 29],
  FS_DOMAIN_UNAVAILABLE: [0x4001e, 19],
  FS_VERSION_MISMATCH: [0x4001f, 70],
  FS_NOT_CACHEABLE: [0x40020, 70],
  FS_NO_REFERENCE: [0x40021, 22],
  FS_RECOV_SKIP: [0x40022, 22],
  VM_WRONG_SEG_TYPE: [0x50000, 22],
  VM_SEG_TOO_LARGE: [0x50001, 22],
  VM_SHORT_READ: [0x50002, 22],
  VM_SHORT_WRITE: [0x50003, 22],
  VM_SWAP_ERROR: [0x50004, 22],
  VM_NO_SEGMENTS: [0x50005, 12],
  SIG_INVALID_SIGNAL: [0x60000, 22],
  SIG_INVALID_ACTION: [0x60001, 22],
  DEV_DMA_FAULT: [0x70000, 5],
  DEV_INVALID_UNIT: [0x70001, 6],
  DEV_TIMEOUT: [0x70002, 60],
  DEV_OFFLINE: [0x70003, 5],
  DEV_HANDSHAKE_ERROR: [0x70004, 5],
  DEV_RETRY_ERROR: [0x70005, 5],
  DEV_NO_DEVICE: [0x70006, 19],
  DEV_INVALID_ARG: [0x70007, 22],
  DEV_HARD_ERROR: [0x70008, 5],
  DEV_END_OF_TAPE: [0x70009, 5],
  DEV_NO_MEDIA: [0x7000a, 19],
  DEV_EARLY_CMD_COMPLETION: [0x7000b, 5],
  DEV_NO_SENSE: [0x7000c, 5],
  DEV_BLANK_CHECK: [0x7000d, 5],
  DEV_BUSY: [0x7000e, 16],
  DEV_RESET: [0x7000f, 22],
  NET_UNREACHABLE_NET: [0x80000, 51],
  NET_UNREACHABLE_HOST: [0x80001, 65],
  NET_CONNECT_REFUSED: [0x80002, 61],
  NET_CONNECTION_RESET: [0x80003, 54],
  NET_NO_CONNECTS: [0x80004, 22],
  NET_ALREADY_CONNECTED: [0x80005, 56],
  NET_NOT_CONNECTED: [0x80006, 57],
  NET_ADDRESS_IN_USE: [0x80007, 48],
  NET_ADDRESS_NOT_AVAIL: [0x80008, 49],
  NET_BAD_PROTOCOL: [0x80009, 22],
  NET_BAD_OPERATION: [0x8000a, 45],
  NET_BAD_OPTION: [0x8000b, 42],
} as const;

export type StatusName = keyof typeof rows;
export type Status = number & { readonly brand?: 'Status' };

export const Status = Object.fromEntries(Object.entries(rows).map(([name, [value]]) => [name, value])) as {
  readonly [Name in StatusName]: Status;
};

export const SUCCESS: Status = Status.GEN_SUCCESS;
export const FAILURE: Status = Status.GEN_FAILURE;

/** Every status with its name and errno, in order of value. */
export const statusTable: readonly {
  readonly name: StatusName;
  readonly value: Status;
  readonly errno: number;
}[] = Object.entries(rows).map(([name, [value, errno]]) => ({ name: name as StatusName, value, errno }));

const nameByValue: ReadonlyMap<number, StatusName> = new Map(statusTable.map((row) => [row.value, row.name]));

const EINVAL = 22;
const errnoByValue: ReadonlyMap<number, number> = new Map(statusTable.map((row) => [row.value, row.errno]));

/** What a UNIX program is told of it. */
export const statusErrno = (status: Status): number => errnoByValue.get(status) ?? EINVAL;

/** The status's name, or its value in hexadecimal when it has none. */
export function statusName(status: Status): string {
  return nameByValue.get(status) ?? `0x${(status >>> 0).toString(16)}`;
}
