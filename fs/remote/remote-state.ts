/**
 * What the records of an open say beyond Sprite's own fields: directories and links are opened like files, and
 * the first byte's number, which files do not use, says what was opened.
 */
import { FileType } from '../types.js';

export const typeOfFirstByte = (firstByte: number): number =>
  firstByte < -1 ? -firstByte - 1 : FileType.FILE;
export const firstByteOf = (type: number): number => (type === FileType.FILE ? -1 : -type - 1);

/** Attributes of nothing. */
export const noCachedAttributes = {
  firstByte: -1,
  lastByte: -1,
  accessTime: 0,
  modifyTime: 0,
  createTime: 0,
  userType: 0,
  permissions: 0,
  uid: 0,
  gid: 0,
} as const;

/** State of something that is no file. */
export const noFileState = {
  cacheable: 0,
  version: 0,
  openTimeStamp: 0,
  attributes: noCachedAttributes,
  newFlags: 0,
} as const;
