/** Generic I/O controls and their flag word (kernel-call reference, 5.3). */
export const enum IocCommand {
  REPOSITION = 1,
  GET_FLAGS = 2,
  SET_FLAGS = 3,
  SET_BITS = 4,
  CLEAR_BITS = 5,
  TRUNCATE = 6,
  LOCK = 7,
  UNLOCK = 8,
  NUM_READABLE = 9,
  GET_OWNER = 10,
  SET_OWNER = 11,
  MAP = 12,
  PREFIX = 13,
  WRITE_BACK = 14,
  MMAP_INFO = 15,
}

export const IocFlag = {
  APPEND: 1,
  NON_BLOCKING: 2,
  ASYNCHRONOUS: 4,
  CLOSE_ON_EXEC: 8,
  READ: 0x10,
  WRITE: 0x20,
} as const;
