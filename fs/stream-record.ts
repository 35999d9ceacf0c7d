/** A stream as it travels (Fsio_MigInfo). Packing changes nothing. Source: migration reference, 4.3; structures, 7. */
import type { HostId } from '../arch/units.js';
import type { Stream } from './stream.js';
import type { FileId, StreamRecord } from './types.js';

const noFile: Readonly<FileId> = { type: -1, serverID: -1, major: -1, minor: -1 };

export const packStream = (hostId: HostId, { id, object, named, position, flags }: Stream): StreamRecord => ({
  streamID: id,
  ioFileID: object.id,
  nameID: named?.fileId ?? noFile,
  rootID: named?.domain.root ?? noFile,
  srcClientID: hostId,
  offset: position.offset,
  flags,
});

/** In place of a stream where an id is free. */
export const noStream: Readonly<StreamRecord> = {
  streamID: noFile,
  ioFileID: noFile,
  nameID: noFile,
  rootID: noFile,
  srcClientID: -1,
  offset: 0,
  flags: 0,
};
