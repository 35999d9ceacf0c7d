/**
 * Calls about attributes, by name and by open stream. What a stream's object knows better than its name (a pipe
 * has no name at all) is laid over. Source: kernel-call reference 1 and 5.2; file system reference, 2.3.
 */
import { type Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { type FsCore, streamOfCall } from './core.js';
import type { FsCalls } from './file-system.js';
import { knownAttributes } from './io-object.js';
import { askerOf } from './process-files.js';
import type { Stream } from './stream.js';
import { type Attributes, noAttributes, type Result, SetAttr, UseFlag } from './types.js';

type Names =
  | 'Fs_GetAttributes'
  | 'Fs_GetAttributesID'
  | 'Fs_SetAttributes'
  | 'Fs_SetAttributesID'
  | 'Fs_SetAttr'
  | 'Fs_SetAttrID';

/** FS_ATTRIB_LINK: the link itself is meant; anything else means what it leads to. */
const LINK_ITSELF = 1;
const followFlags = (fileOrLink: number): number => (fileOrLink === LINK_ITSELF ? 0 : UseFlag.FOLLOW);

/** Attributes of what is open, as they are now. */
export function* attributesOf({ object, named }: Stream): Task<Result<Attributes>> {
  if (named === null) return { value: yield* knownAttributes(object, noAttributes) };
  const known = yield* named.domain.getAttributesById(named.fileId);
  return 'status' in known ? known : { value: yield* knownAttributes(object, known.value) };
}

export function createAttributeCalls(core: FsCore): Pick<FsCalls, Names> {
  const { table, naming } = core;

  function* setByName(
    process: Process,
    args: { readonly path: string; readonly fileOrLink: number; readonly attributes: Attributes },
    flags: number,
  ): Task<Status> {
    const asker = askerOf(process, table.need(process));
    const useFlags = followFlags(args.fileOrLink) | UseFlag.OWNERSHIP;
    const result = yield* naming.atName({ asker, path: args.path, useFlags }, (domain, name) =>
      domain.setAttributes(name, args.attributes, flags & SetAttr.ALL),
    );
    return 'status' in result ? result.status : SUCCESS;
  }

  function* setByStream(process: Process, id: number, attributes: Attributes, flags: number): Task<Status> {
    const found = streamOfCall(core, process, id);
    if ('status' in found) return found.status;
    const { named } = found.value;
    // Nothing keeps the attributes of a pipe.
    if (named === null) return SUCCESS;
    const asker = askerOf(process, table.need(process));
    return yield* named.domain.setAttributesById(named.fileId, attributes, flags & SetAttr.ALL, asker);
  }

  return {
    *Fs_GetAttributes(process, args) {
      const asker = askerOf(process, table.need(process));
      const useFlags = followFlags(args.fileOrLink);
      const result = yield* naming.atName({ asker, path: args.path, useFlags }, (domain, name) =>
        domain.getAttributes(name),
      );
      if ('status' in result) return result.status;
      args.attributes.value = result.value.value;
      return SUCCESS;
    },
    *Fs_GetAttributesID(process, args) {
      const found = streamOfCall(core, process, args.streamID);
      if ('status' in found) return found.status;
      const attributes = yield* attributesOf(found.value);
      if ('status' in attributes) return attributes.status;
      args.attributes.value = attributes.value;
      return SUCCESS;
    },
    Fs_SetAttributes: (process, args) => setByName(process, args, SetAttr.ALL),
    Fs_SetAttr: (process, args) => setByName(process, args, args.flags),
    Fs_SetAttributesID: (process, args) => setByStream(process, args.streamID, args.attributes, SetAttr.ALL),
    Fs_SetAttrID: (process, args) => setByStream(process, args.streamID, args.attributes, args.flags),
  };
}
