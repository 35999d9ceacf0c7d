/** More clients than a server has processes, and calls that wait for calls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUCCESS } from '../../arch/status.js';
import { type HostId, SECOND } from '../../arch/units.js';
import { createFakeNetwork } from '../testing/fake-network.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import { RpcCommand } from './commands.js';
import { NO_AREAS, NO_REPLY } from './rpc.js';

const machine = { layout: { littleEndian: true, maxAlignment: 8 } };
const SERVER = 1 as HostId;

test('calls that wait for other clients do not take every process: those they wait for are served', () => {
  const network = createFakeNetwork({ hosts: Array.from({ length: 25 }, () => machine) });
  network.settle(SECOND);
  const [server, ...clients] = network.hosts;
  server.rpc.settings.maxProcesses = 14;
  const written = new Set<HostId>();
  const arrived = createWaitQueue('write');
  let most = 0;
  let waiting = 0;
  // An open is done when the client that comes next has written.
  server.rpc.serve(RpcCommand.FS_OPEN, function* open({ client }) {
    const other = ((client - 1) % clients.length) + 2;
    most = Math.max(most, ++waiting);
    while (!written.has(other as HostId)) yield* sleepOn(server.kernel, arrived);
    waiting--;
    return { status: SUCCESS };
  });
  server.rpc.serve(RpcCommand.FS_WRITE, ({ client }) => {
    written.add(client);
    wakeAll(server.kernel, arrived);
    return { status: SUCCESS };
  });
  const opens = clients.map(({ rpc, go }) =>
    go(() => rpc.call(SERVER, RpcCommand.FS_OPEN, NO_AREAS, NO_REPLY)),
  );
  network.settle(5 * SECOND);
  const writes = clients.map(({ rpc, go }) =>
    go(() => rpc.call(SERVER, RpcCommand.FS_WRITE, NO_AREAS, NO_REPLY)),
  );
  network.settle(120 * SECOND);
  for (const { value } of [...opens, ...writes]) assert.equal(value().status, SUCCESS);
  assert.ok(most > 1 && most <= 4, `${most} at once`);
});
