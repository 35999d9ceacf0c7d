import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUCCESS } from '../arch/status.js';
import type { HostId, ProcessId } from '../arch/units.js';
import type { Task } from '../kernel/task.js';
import type { IoObject } from './io-object.js';
import { createStreams, type Stream } from './stream.js';
import { StreamType, UseFlag } from './types.js';

const [FIRST, SECOND] = [0x10101, 0x10102] as unknown as readonly ProcessId[];

function finish<T>(task: Task<T>): T {
  const step = task.next();
  if (step.done !== true) throw new Error('nothing here waits');
  return step.value;
}

/** A stream that `references` processes have, and how often its object has been closed. */
function shared(references: number) {
  let closes = 0;
  const object = {
    id: { type: StreamType.LCL_FILE, serverID: 1, major: 0, minor: 5 },
    *close() {
      closes++;
      return SUCCESS;
    },
  } as unknown as IoObject;
  const streams = createStreams({ hostId: 1 as HostId, firstNumber: 1, ended: () => {} });
  const stream: Stream = streams.createStream(object, UseFlag.READ, null);
  stream.references = references;
  return {
    stream,
    streams,
    endMove: (owner: ProcessId): void => finish(streams.settleMove(owner)),
    closes: () => closes,
  };
}

test('a reference that was taken over by another host is not released again, whosever it was', () => {
  const { stream, streams, endMove, closes } = shared(3);
  streams.depart(stream, FIRST);
  streams.depart(stream, SECOND);
  assert.deepEqual(streams.releaseMoved(stream.id), { inUse: true, offset: 0 });
  // The first has arrived, come back and ended; the second is on its way still.
  endMove(FIRST);
  finish(streams.releaseStream(stream));
  endMove(FIRST);
  assert.deepEqual([stream.references, stream.travelling, closes()], [1, 1, 0]);
  assert.deepEqual(streams.releaseMoved(stream.id), { inUse: false, offset: 0 });
  endMove(SECOND);
  assert.equal(streams.count(), 0);
});

test('what nobody takes over of a lost process is released, at the latest when the others have settled', () => {
  const { stream, streams, endMove, closes } = shared(3);
  for (const owner of [FIRST, FIRST, SECOND]) streams.depart(stream, owner);
  streams.releaseMoved(stream.id);
  endMove(FIRST);
  assert.deepEqual([stream.references, closes()], [1, 0]);
  endMove(SECOND);
  assert.deepEqual([streams.count(), closes()], [0, 1]);
});

test('a process rebuilt here takes its own references, and no more than it had', () => {
  const { stream, streams } = shared(2);
  streams.depart(stream, FIRST);
  streams.depart(stream, SECOND);
  assert.equal(streams.arrive(stream.id, FIRST), stream);
  assert.equal(streams.arrive(stream.id, FIRST), null);
  assert.equal(stream.travelling, 1);
});
