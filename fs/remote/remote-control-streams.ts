/**
 * Control streams of pseudo-devices whose names are on other hosts: the file server is told when there is no server
 * any more, and hears again of those that there are after it was away. Source: RPC reference, 7.
 */
import type { HostId } from '../../arch/units.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import { nameServerOf } from '../pdev/masters.js';
import { type FileId, fileKey } from '../types.js';
import { closeProcedure } from './records.js';
import type { Recovery } from './recovery.js';
import { noCachedAttributes } from './remote-state.js';
import { reopenRemoteControl } from './reopen.js';

export interface RemoteControls {
  beginControl(id: FileId): void;
  endControl(id: FileId): Task<void>;
}

export function createRemoteControls(rpc: Rpc, recovery: Recovery): RemoteControls {
  const handles = new Map<string, Parameters<Recovery['addHandle']>[0]>();

  return {
    beginControl(id) {
      const serverId: HostId = nameServerOf(id);
      const handle = {
        serverId,
        reopen: () => reopenRemoteControl(rpc, serverId, id),
        // The name is another's now. Clients that have been let in stay.
        invalidate: () => {},
      };
      handles.set(fileKey(id), handle);
      recovery.addHandle(handle);
      recovery.dependOn(serverId);
    },
    *endControl(id) {
      const handle = handles.get(fileKey(id));
      handles.delete(fileKey(id));
      if (handle !== undefined) recovery.dropHandle(handle);
      yield* callProcedure(rpc, nameServerOf(id), closeProcedure, {
        fileId: id,
        streamId: id,
        pid: 0,
        flags: 0,
        attributes: noCachedAttributes,
        attributeSize: 0,
      });
    },
  };
}
