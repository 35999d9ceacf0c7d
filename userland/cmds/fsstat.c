/*
 * fsstat [-H]: what the file system of this host has counted since it was
 * booted, or since fscmd -O: cache, allocation, names, handles, bytes. With -H
 * the handles alone.
 */
#include <errno.h>
#include <fs.h>
#include <fsStats.h>
#include <status.h>
#include <stdio.h>
#include <string.h>

#define BLOCK_KBYTES 4

static Fs_Stats stats;

/* Of two counts, the second as a part of the first. */
static double percent(unsigned all, unsigned part)
{
	return all == 0 ? 0.0 : 100.0 * part / all;
}

/* A sum in Mbytes, and how often it has passed 2^31. */
static double megabytes(unsigned bytes, unsigned overflow)
{
	return overflow * 2048.0 + bytes / 1048576.0;
}

static void cacheGroup(void)
{
	const Fs_BlockCacheStats *c = &stats.blockCache;
	unsigned hits = c->readHitsOnDirtyBlock + c->readHitsOnCleanBlock;

	printf("Block Cache: %.2f Mbytes\n", c->numCacheBlocks * BLOCK_KBYTES / 1024.0);
	printf("  BLOCKS          %8u  min %u  max %u  free %u\n", c->numCacheBlocks, c->minCacheBlocks,
	       c->maxCacheBlocks, c->numFreeBlocks);
	printf("  READS           %8u  dirty hits %u  clean hits %u  hit ratio %.1f%%\n", c->readAccesses,
	       c->readHitsOnDirtyBlock, c->readHitsOnCleanBlock, percent(c->readAccesses, hits));
	printf("  WRITES          %8u  partial hits %u  partial misses %u  append %u  overwrite %u\n", c->writeAccesses,
	       c->partialWriteHits, c->partialWriteMisses, c->appendWrites, c->overWrites);
	printf("  WRITETHRU       %8u  data %u  index %u  desc %u  dir %u  vm %u\n", c->blocksWrittenThru,
	       c->dataBlocksWrittenThru, c->indBlocksWrittenThru, c->descBlocksWrittenThru, c->dirBlocksWrittenThru,
	       stats.rmtIO.bytesWrittenForVM / FS_BLOCK_SIZE);
	printf("  ZERO FILL       %8u  read %u  write %u  partial write %u\n",
	       c->readZeroFills + c->writeZeroFills1 + c->writeZeroFills2, c->readZeroFills, c->writeZeroFills1,
	       c->writeZeroFills2);
	printf("  READ AHEAD      %8u  hits %u\n", c->readAheads, c->readAheadHits);
	printf("  FRAGMENT        %8u  hits %u  zero fills %u\n", c->fragAccesses, c->fragHits, c->fragZeroFills);
	printf("  FILE DESC       %8u  hits %u  writes %u  write hits %u\n", c->fileDescReads, c->fileDescReadHits,
	       c->fileDescWrites, c->fileDescWriteHits);
	printf("  INDIRECT BLOCKS %8u  hits %u  writes %u\n", c->indBlockAccesses, c->indBlockHits, c->indBlockWrites);
	printf("  DIRECTORY BLOCKS%8u  hits %u  writes %u  bytes read %u  written %u\n", c->dirBlockAccesses,
	       c->dirBlockHits, c->dirBlockWrites, c->dirBytesRead, c->dirBytesWritten);
	printf("  VM              %8u  tried %u  got %u\n", c->vmRequests, c->triedToGiveToVM, c->vmGotPage);
	printf("  ALLOC           %8u  partly free %u  free %u  new %u  recycled %u\n",
	       c->partFree + c->totFree + c->unmapped + c->lru, c->partFree, c->totFree, c->unmapped, c->lru);
	printf("  WRITE-BACK      %8u  files %u  blocks %u  most in a pass %u\n", stats.writeBack.passes,
	       stats.writeBack.files, stats.writeBack.blocks, stats.writeBack.maxBlocks);
}

static void allocationGroup(void)
{
	const Fs_AllocStats *a = &stats.alloc;

	printf("Block Allocation\n");
	printf("  blocks: allocated %u  freed %u\n", a->blocksAllocated, a->blocksFreed);
	printf("  fragments: allocated %u  freed %u  made whole %u  upgraded %u of %u\n", a->fragsAllocated,
	       a->fragsFreed, a->fragToBlock, a->fragsUpgraded, a->fragUpgrades);
	printf("  cylinders: searched %u  hashes %u  bitmaps %u\n", a->cylsSearched, a->cylHashes, a->cylBitmapSearches);
}

static void namingGroup(const char *title, const Fs_NameOpStats *n)
{
	printf("%s Naming Operations\n", title);
	printf("  open: read %u  write %u  both %u\n", n->numReadOpens, n->numWriteOpens, n->numReadWriteOpens);
	printf("  chdir %u  mkdev %u  mkdir %u  remove %u  rmdir %u  rename %u  link %u  symlink %u\n", n->chdirs,
	       n->makeDevices, n->makeDirs, n->removes, n->removeDirs, n->renames, n->hardLinks, n->symLinks);
	printf("  get attributes %u  set %u  by stream: get %u  set %u\n", n->getAttrs, n->setAttrs, n->getAttrIDs,
	       n->setAttrIDs);
}

static void lookupGroup(void)
{
	const Fs_LookupStats *l = &stats.lookup;
	const Fs_PrefixStats *p = &stats.prefix;

	printf("Name Lookup\n");
	printf("  paths %u  components %u  $MACHINE %u  symbolic links %u  not found %u\n", l->number,
	       l->numComponents, l->numSpecial, l->symlinks, l->notFound);
	printf("  for delete %u  link %u  rename %u  create %u\n", l->forDelete, l->forLink, l->forRename, l->forCreate);
	printf("  redirects: link %u  remote link %u  parent %u\n", l->redirect, l->remote, l->parent);
	printf("  name cache: accesses %u  hits %u  replaced %u  size %u\n", stats.nameCache.accesses,
	       stats.nameCache.hits, stats.nameCache.replacements, stats.nameCache.size);
	printf("Prefix\n");
	printf("  absolute %u  relative %u  redirect %u  loop %u  timeout %u  stale %u  found %u\n", p->absolute,
	       p->relative, p->redirects, p->loops, p->timeouts, p->stale, p->found);
}

static void handleGroup(void)
{
	const Fs_HandleStats *h = &stats.handle;

	printf("File Handle\n");
	printf("  exist %u  created %u  fetches %u  hits %u (%.1f%%)  released %u\n", h->exists, h->created,
	       h->fetchCalls, h->fetchHits, percent(h->fetchCalls, h->fetchHits), h->release);
	printf("  replacement: scans %u  reclaimed %u\n", h->lruScans, h->lruHits);
}

static void byteGroup(void)
{
	const Fs_GeneralStats *g = &stats.gen;
	const Fs_BlockCacheStats *c = &stats.blockCache;

	printf("Bytes (Mbytes)      read    written\n");
	printf("  cache         %8.2f   %8.2f\n", megabytes(c->bytesRead, c->bytesReadOverflow),
	       megabytes(c->bytesWritten, c->bytesWrittenOverflow));
	printf("  remote        %8.2f   %8.2f\n", megabytes(g->remoteBytesRead, g->remoteReadOverflow),
	       megabytes(g->remoteBytesWritten, g->remoteWriteOverflow));
	printf("  disk          %8.2f   %8.2f\n", megabytes(g->fileBytesRead, g->fileReadOverflow),
	       megabytes(g->fileBytesWritten, g->fileWriteOverflow));
	printf("  raw           %8.2f   %8.2f\n", megabytes(g->physBytesRead, 0), megabytes(g->physBytesWritten, 0));
	printf("  devices       %8.2f   %8.2f\n", megabytes(g->deviceBytesRead, 0), megabytes(g->deviceBytesWritten, 0));
	printf("  deleted       %8.2f\n", megabytes(g->fileBytesDeleted, g->fileDeleteOverflow));
}

static void objectGroup(void)
{
	const Fs_ObjectStats *o = &stats.object;
	const Fs_RecoveryStats *r = &stats.recovery;

	printf("OBJECTS   streams %u  files %u  remote files %u  directories %u  pipes %u  devices %u\n", o->streams,
	       o->files, o->rmtFiles, o->directory, o->pipes, o->devices);
	printf("          controls %u  pseudo-streams %u  remote %u  other %u\n", o->controls, o->pseudoStreams,
	       o->remote, o->other);
	printf("HANDLES   exist %u\n", stats.handle.exists);
	printf("RECOVERED %u  succeeded %u  failed %u  timed out %u  deleted %u  avoided %u\n", r->number, r->succeeded,
	       r->failed, r->timeout, r->deleted, r->reopensAvoided);
	printf("CLIENTS   crashed %u  recovered %u\n", r->clientCrashed, r->clientRecovered);
}

int main(int argc, char **argv)
{
	ReturnStatus status;

	if (argc > 2 || (argc == 2 && strcmp(argv[1], "-H") != 0)) {
		fputs("usage: fsstat [-H]\n", stderr);
		return 2;
	}
	status = Fs_Command(FS_RETURN_STATS, sizeof stats, &stats);
	if (status == SUCCESS && stats.statsVersion != FS_STAT_VERSION)
		status = GEN_INVALID_ARG;
	if (status != SUCCESS) {
		fprintf(stderr, "fsstat: statistics: %s\n", strerror(Compat_MapCode(status)));
		return 1;
	}
	if (argc == 2) {
		handleGroup();
		return 0;
	}
	cacheGroup();
	allocationGroup();
	namingGroup("Client", &stats.cltName);
	namingGroup("Server", &stats.srvName);
	lookupGroup();
	handleGroup();
	byteGroup();
	objectGroup();
	return 0;
}
