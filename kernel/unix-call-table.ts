/**
 * The UNIX-compatible calls: numbers, names and arguments. They are the vendors' (SunOS on a Sun, Ultrix on a
 * DECstation), nearly all of them with the same number on both; a program of either kind may make them beside
 * Sprite's own. Those that are here but do nothing on any machine say so in a list of their own.
 * Source: kernel-call reference, 3.
 */

export type UnixArgument =
  | { readonly kind: 'int' | 'address'; readonly name: string }
  /** A NUL-terminated string of at most 1024 bytes; the errno of one that cannot be read, and of a longer one. */
  | {
      readonly kind: 'path';
      readonly name: string;
      readonly unreadable: number;
      readonly tooLong: number;
    };

export interface UnixCallDefinition {
  /** By machine, where it is not the same on both. */
  readonly number: number | { readonly sun3?: number; readonly ds3100?: number };
  readonly arguments: readonly UnixArgument[];
}

const EACCES = 13;
const EINVAL = 22;
const ENAMETOOLONG = 63;

const int = <N extends string>(name: N) => ({ kind: 'int', name }) as const;
const address = <N extends string>(name: N) => ({ kind: 'address', name }) as const;
const path = <N extends string>(name: N) =>
  ({ kind: 'path', name, unreadable: EINVAL, tooLong: EINVAL }) as const;
const guardedPath = <N extends string>(name: N) =>
  ({ kind: 'path', name, unreadable: EACCES, tooLong: EINVAL }) as const;
const openPath = <N extends string>(name: N) =>
  ({ kind: 'path', name, unreadable: EACCES, tooLong: ENAMETOOLONG }) as const;

function call<const A extends readonly UnixArgument[]>(number: UnixCallDefinition['number'], ...args: A) {
  return { number, arguments: args } as const;
}

const unixCallTable = {
  exit: call(1, int('status')),
  fork: call(2),
  read: call(3, int('streamID'), address('buffer'), int('count')),
  write: call(4, int('streamID'), address('buffer'), int('count')),
  open: call(5, openPath('path'), int('flags'), int('mode')),
  close: call(6, int('streamID')),
  wait4: call({ sun3: 7 }, int('pid'), address('status'), int('options'), address('usage')),
  creat: call(8, openPath('path'), int('mode')),
  link: call(9, guardedPath('existing'), guardedPath('newName')),
  unlink: call(10, path('path')),
  execv: call(11, path('path'), address('argv')),
  chdir: call(12, path('path')),
  chmod: call(15, path('path'), int('mode')),
  chown: call(16, path('path'), int('uid'), int('gid')),
  brk: call(17, address('end')),
  lseek: call(19, int('streamID'), int('offset'), int('whence')),
  getpid: call(20),
  getuid: call(24),
  access: call(33, path('path'), int('mode')),
  kill: call(37, int('pid'), int('signal')),
  stat: call(38, path('path'), address('buffer')),
  lstat: call(40, path('path'), address('buffer')),
  dup: call(41, int('streamID')),
  pipe: call(42),
  profil: call(44, address('buffer'), int('size'), address('offset'), address('scale')),
  getgid: call(47),
  ioctl: call(54, int('streamID'), address('request'), address('argument')),
  symlink: call(57, path('target'), path('linkName')),
  readlink: call(58, path('path'), address('buffer'), int('size')),
  execve: call(59, path('path'), address('argv'), address('envp')),
  umask: call(60, int('mask')),
  fstat: call(62, int('streamID'), address('buffer')),
  getpagesize: call(64),
  vfork: call(66),
  mmap: call(
    71,
    address('start'),
    int('length'),
    int('protection'),
    int('share'),
    int('streamID'),
    int('offset'),
  ),
  vadvise: call(72, int('advice')),
  munmap: call(73, address('start'), int('length')),
  mprotect: call(74, address('start'), int('length'), int('protection')),
  mincore: call(78, address('start'), int('length'), address('vector')),
  getgroups: call(79, int('size'), address('groups')),
  setgroups: call(80, int('count'), address('groups')),
  getpgrp: call(81, int('pid')),
  setpgrp: call(82, int('pid'), int('family')),
  setitimer: call(83, int('which'), address('newTimer'), address('oldTimer')),
  wait3: call(84, address('status'), int('options'), address('usage')),
  getitimer: call(86, int('which'), address('timer')),
  gethostname: call(87, address('name'), int('length')),
  sethostname: call(88, address('name'), int('length')),
  getdtablesize: call(89),
  dup2: call(90, int('streamID'), int('newID')),
  fcntl: call(92, int('streamID'), int('command'), int('argument')),
  select: call(
    93,
    int('count'),
    address('readMask'),
    address('writeMask'),
    address('exceptMask'),
    address('timeout'),
  ),
  fsync: call(95, int('streamID')),
  socket: call(97, int('domain'), int('type'), int('protocol')),
  sigreturn: call({ sun3: 139, ds3100: 103 }, address('record')),
  sigvec: call(108, int('signal'), address('newVector'), address('oldVector'), address('trampoline')),
  sigblock: call(109, int('mask')),
  sigsetmask: call(110, int('mask')),
  sigpause: call(111, int('mask')),
  sigstack: call(112, address('newStack'), address('oldStack')),
  gettimeofday: call(116, address('time'), address('zone')),
  getrusage: call(117, int('who'), address('usage')),
  readv: call(120, int('streamID'), address('vector'), int('count')),
  writev: call(121, int('streamID'), address('vector'), int('count')),
  settimeofday: call(122, address('time'), address('zone')),
  fchown: call(123, int('streamID'), int('uid'), int('gid')),
  fchmod: call(124, int('streamID'), int('mode')),
  setreuid: call(126, int('uid'), int('euid')),
  setregid: call(127, int('gid'), int('egid')),
  rename: call(128, guardedPath('oldName'), guardedPath('newName')),
  truncate: call(129, path('path'), int('length')),
  ftruncate: call(130, int('streamID'), int('length')),
  flock: call(131, int('streamID'), int('operation')),
  mkdir: call(136, guardedPath('path'), int('mode')),
  rmdir: call(137, guardedPath('path')),
  utimes: call(138, guardedPath('path'), address('times')),
  gethostid: call(142),
  sethostid: call(143, int('id')),
  killpg: call(146, int('family'), int('signal')),
  getdirentries: call(
    { sun3: 156, ds3100: 159 },
    int('streamID'),
    address('buffer'),
    int('size'),
    address('position'),
  ),
  getdomainname: call({ sun3: 162, ds3100: 165 }, address('name'), int('length')),
  setdomainname: call({ sun3: 163, ds3100: 166 }, address('name'), int('length')),
  getdents: call({ sun3: 174 }, int('streamID'), address('buffer'), int('size')),
} as const;

/** Calls that exist by number and do nothing but say so on the console: the first kind fails, the other succeeds. */
export const refusedUnixCalls = {
  ptrace: 26,
  sync: 36,
  reboot: 55,
  getdopt: 91,
  setdopt: 94,
  shutdown: 134,
  socketpair: 135,
  adjtime: 140,
  getpeername: 141,
} as const;
export const emptyUnixCalls = { setpriority: 96, getpriority: 100, getrlimit: 144, setrlimit: 145 } as const;

/** What can only be done with a socket, and there is none as long as no Internet server serves the host. */
export const socketUnixCalls = {
  connect: 98,
  accept: 99,
  send: 101,
  recv: 102,
  bind: 104,
  setsockopt: 105,
  listen: 106,
  recvmsg: 113,
  sendmsg: 114,
  getsockopt: 118,
  recvfrom: 125,
  sendto: 133,
  getsockname: 150,
} as const;

export type UnixCallName = keyof typeof unixCallTable;

type ValueOfArgument<A> = A extends { kind: 'path' } ? string : number;
/** The arguments of a call, by name. */
export type UnixArguments<N extends UnixCallName> = {
  readonly [A in (typeof unixCallTable)[N]['arguments'][number] as A['name']]: ValueOfArgument<A>;
};

/** By number, on one machine. */
export function unixCallsOf(
  machine: 'sun3' | 'ds3100',
): ReadonlyMap<number, UnixCallDefinition & { readonly name: UnixCallName }> {
  const found = new Map<number, UnixCallDefinition & { readonly name: UnixCallName }>();
  const definitions: readonly (readonly [string, UnixCallDefinition])[] = Object.entries(unixCallTable);
  for (const [name, definition] of definitions) {
    const { number } = definition;
    const here = typeof number === 'number' ? number : number[machine];
    if (here !== undefined) found.set(here, { ...definition, name: name as UnixCallName });
  }
  return found;
}
