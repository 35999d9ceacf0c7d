/** How long it takes to send all guests of a host home when its owner is back. */
import { boot } from '../boot.js';
import { UserError } from '../errors.js';
import { parseOptions } from '../options.js';
import { AWAIT_HOSTS, argvOf, PROGRAM, TARGET_ID } from './moves.js';

const PAGES = 30;
const OWNER_BACK_NS = 90e9;
const PATIENCE_NS = 60e9;

/** Milliseconds from the order to the moment at which the last of `count` sleeping guests has left. */
export function evictionMs(machine: string, count: number): number {
  const { options } = parseOptions(argvOf(machine));
  const guests = `migrate -H ${TARGET_ID} ${PROGRAM} stay ${PAGES} </etc/passwd & `.repeat(count);
  const { cluster } = boot(options, ['-u', options.user, '-c', `${AWAIT_HOSTS}${guests}wait`]);
  const target = cluster.hosts().find(({ id }) => id === TARGET_ID);
  if (target === undefined) throw new UserError('bench: the cluster has no third host');
  let gone = 0;
  let lastNs = OWNER_BACK_NS;
  cluster.on(
    (event) => {
      if (event.kind !== 'migration' || event.reason !== 'evict' || event.outcome !== 'moved') return;
      gone += 1;
      lastNs = event.timeNs;
    },
    ['migration'],
  );
  cluster.run({ untilNs: OWNER_BACK_NS });
  target.migration.evict(() => {});
  cluster.run({ untilNs: OWNER_BACK_NS + PATIENCE_NS, keepGoing: () => gone < count });
  if (gone < count) throw new UserError(`bench: of ${count} guests ${gone} were evicted`);
  return (lastNs - OWNER_BACK_NS) / 1e6;
}
