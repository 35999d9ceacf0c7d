import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind } from '../../arch/codec.js';
import { IocLockArgs, Sgttyb, Winsize } from '../../arch/layouts.js';
import { IocCommand } from '../ioc.js';
import { TtyCommand } from '../tty/controls.js';
import { turnRound } from './control-order.js';

const big = { littleEndian: false, maxAlignment: 2 } as const;
const little = { littleEndian: true, maxAlignment: 4 } as const;

test('structures of terminals and of words arrive as they were sent, whatever the byte order', () => {
  const size = { row: 24, col: 80, xpixel: 0, ypixel: 513 };
  assert.deepEqual(
    turnRound(TtyCommand.SET_WINDOW_SIZE, bind(Winsize, big).encode(size)),
    bind(Winsize, little).encode(size),
  );
  const modes = { ispeed: 13, ospeed: 14, erase: 8, kill: 21, flags: 0x0c2 };
  assert.deepEqual(
    turnRound(TtyCommand.GET_PARAMS, bind(Sgttyb, little).encode(modes)),
    bind(Sgttyb, big).encode(modes),
  );
  const lock = { flags: 10, hostID: 4, pid: 0x1010a, token: 7 };
  assert.deepEqual(
    turnRound(IocCommand.LOCK, bind(IocLockArgs, big).encode(lock)),
    bind(IocLockArgs, little).encode(lock),
  );
  const cut = Uint8Array.of(1, 2, 3, 4, 5);
  assert.deepEqual(turnRound(IocCommand.LOCK, cut), Uint8Array.of(4, 3, 2, 1, 5));
});
