/** `sprite fscheck IMAGE`: the check that a host makes at boot, on an image that no host is using. */
import { checkUnused, readHeader } from '../fs/local/install.js';
import { BLOCK_SIZE } from '../fs/types.js';
import { openDiskImage } from './disk-image.js';
import { UserError } from './errors.js';

/** What became of the disk, as fsck's statuses have it. */
const CheckExit = { CLEAN: 0, REPAIRED: 1, LEFT: 4 } as const;

/** @throws UserError for what is no image, or in use. */
export function checkImage(path: string, reportOnly: boolean): number {
  const image = openDiskImage(path, null);
  try {
    const header = readHeader(image.device);
    if (header === null) throw new UserError(`${path} is empty`);
    const { problems, left, files, usedBlocks } = checkUnused(image.device, header, {
      repair: !reportOnly,
      markClean: true,
      report: (line) => process.stdout.write(`${line}\n`),
    });
    const kilobytes = (blocks: number): string => `${(blocks * BLOCK_SIZE) / 1024} KB`;
    process.stdout.write(
      `${path}: ${files} files, ${kilobytes(usedBlocks)} of ${kilobytes(header.blockCount)} used, ${problems} problems` +
        `${problems > 0 && !reportOnly ? `, ${left} left` : ''}\n`,
    );
    if (problems === 0) return CheckExit.CLEAN;
    return reportOnly || left > 0 ? CheckExit.LEFT : CheckExit.REPAIRED;
  } finally {
    image.close();
  }
}
