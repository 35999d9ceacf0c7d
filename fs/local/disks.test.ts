import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import { createFakeKernel } from '../../kernel/testing/fake-kernel.js';
import { createBlockCache } from '../block-cache.js';
import { createFileUsers } from '../consistency.js';
import { createMemoryDevice } from '../disk/block-device.js';
import { createMasters } from '../pdev/masters.js';
import { createFsStatistics } from '../statistics.js';
import { createHostDisks, diskDevices, prepareDisks } from './disks.js';
import type { LocalDomain } from './domain.js';

function scene() {
  const fake = createFakeKernel();
  const { kernel } = fake;
  const attached = new Map<string, { readonly domain: LocalDomain; readonly isExported: boolean }>();
  const configs = ['/', '/b'].map((prefix) => ({ prefix, device: createMemoryDevice(1_048_576) }));
  const prepared = prepareDisks(kernel, configs, diskDevices(2));
  const disks = createHostDisks(
    {
      kernel,
      cache: createBlockCache({
        kernel,
        writesBack: true,
        maxBlocks: () => 100,
        mostBlocks: 100,
        statistics: createFsStatistics(),
      }),
      files: [],
      users: createFileUsers(kernel),
      masters: createMasters(),
      attachDomain: (prefix, domain, isExported) => attached.set(prefix, { domain, isExported }),
      detachDomain(gone) {
        for (const [prefix, { domain }] of attached) if (domain === gone) attached.delete(prefix);
      },
    },
    prepared,
  );
  fake.run(() => disks.attachAll());
  return { fake, disks, attached };
}

test('a disk is detached when nobody uses it, and attached at another prefix', () => {
  const { fake, disks, attached } = scene();
  const detach = (prefix: string): Status => fake.run(() => disks.detachDisk(prefix));
  const attach = (unit: number, prefix: string): Status =>
    fake.run(() => disks.attachDisk(unit, prefix, { readOnly: false, exported: true }));
  assert.deepEqual([...attached.keys()], ['/', '/b']);
  const domain = attached.get('/b')?.domain;
  assert.ok(domain !== undefined);
  const held = fake.run(() => domain.volume.hold(2));
  assert.ok('value' in held);
  assert.equal(detach('/b'), Status.FS_FILE_BUSY);
  fake.run(() => domain.volume.letGo(held.value));
  assert.equal(detach('/b'), SUCCESS);
  assert.equal(detach('/b'), Status.FS_DOMAIN_UNAVAILABLE);
  assert.equal(detach('/'), Status.FS_FILE_BUSY);
  assert.deepEqual([...attached.keys()], ['/']);
  assert.equal(attach(1, 'c'), Status.FS_INVALID_ARG);
  assert.equal(attach(1, '/'), Status.FS_FILE_EXISTS);
  assert.equal(attach(0, '/c'), Status.FS_FILE_BUSY);
  assert.equal(attach(2, '/c'), Status.DEV_NO_DEVICE);
  assert.equal(attach(1, '/c'), SUCCESS);
  assert.deepEqual([...attached.keys()], ['/', '/c']);
  // It was left in order: no check was needed.
  assert.deepEqual(fake.lines, []);
});
