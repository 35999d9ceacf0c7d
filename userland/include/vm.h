/* vm.h: memory. */
#ifndef _VM_H
#define _VM_H

#include <sprite.h>
#include <proc.h>

/* Segments of Proc_PCBInfo.vmSegments and of Vm_GetSegInfo. */
#define VM_SYSTEM 0
#define VM_CODE 1
#define VM_HEAP 2
#define VM_STACK 3

#define VM_OBJ_FILE_NAME_LENGTH 50
typedef struct {
	int segNum, refCount;
	char objFileName[VM_OBJ_FILE_NAME_LENGTH];
	int type, numPages, ptSize, resPages, flags, ptUserCount, numCOWPages, numCORPages;
	Address minAddr, maxAddr;
	int traceTime;
} Vm_SegmentInfo;

/* Vm_Cmd. */
#define VM_SET_CLOCK_PAGES 0
#define VM_SET_CLOCK_INTERVAL 1
#define VM_SET_MAX_DIRTY_PAGES 4
#define VM_DO_COPY_IN 5
#define VM_DO_COPY_OUT 6
#define VM_DO_MAKE_ACCESS_IN 7
#define VM_DO_MAKE_ACCESS_OUT 8
#define VM_SET_COPY_SIZE 9
#define VM_GET_STATS 10
#define VM_SET_PAGEOUT_PROCS 11
#define VM_FORCE_SWAP 12
#define VM_SET_COW 13
#define VM_COUNT_DIRTY_PAGES 14
#define VM_SET_FREE_WHEN_CLEAN 15
#define VM_FLUSH_SEGMENT 16 /* argument: int[3], segment, first page, last page */
#define VM_SET_FS_PENALTY 17
#define VM_SET_NUM_PAGE_GROUPS 18
#define VM_SET_ALWAYS_REFUSE 19
#define VM_SET_ALWAYS_SAY_YES 20
#define VM_RESET_FS_STATS 21
#define VM_SET_COR_READ_ONLY 22
#define VM_SET_PREFETCH 23
#define VM_SET_USE_FS_READ_AHEAD 24
#define VM_START_TRACING 25
#define VM_END_TRACING 26
#define VM_SET_WRITEABLE_PAGEOUT 27
#define VM_SET_WRITEABLE_REF_PAGEOUT 28

/* Bytes of Vm_Mincore. */
#define VM_NOT_VALID 0
#define VM_NOT_RESIDENT 1
#define VM_RESIDENT 2
#define VM_REFERENCED 3
#define VM_MODIFIED 4

/* Vm_Mmap: protection, and how the memory is shared. */
#define VM_PROT_READ 4
#define VM_PROT_WRITE 2
#define VM_PROT_EXEC 1
#define VM_MAP_SHARED 1
#define VM_MAP_PRIVATE 2
#define VM_MAP_ZERO_FILL 3
#define VM_MAP_FIXED 0x10

/* Vm_GET_STATS and SYS_VM_STATS. */
typedef struct {
	int numPhysPages, numFreePages, numDirtyPages, numReservePages, numUserPages, kernStackPages, kernMemPages;
	int totalFaults, totalUserFaults, zeroFilled, fsFilled, psFilled, collFaults, quickFaults;
	int codeFaults, heapFaults, stackFaults;
	int numAllocs, gotFreePage, pageAllocs, gotPageFromFS, numListSearches, usedFreePage;
	int lockSearched, refSearched, dirtySearched, reservePagesUsed;
	int pagesWritten, cleanWait, pageoutWakeup, pageoutNoWork, pageoutWait, mapPageWait, accessWait;
	int machDepStat[2];
	int minVMPages, fsAsked, haveFreePage, fsMap, fsUnmap, maxFSPages, minFSPages;
	int numCOWHeapPages, numCOWStkPages, numCORHeapPages, numCORStkPages;
	int numCOWHeapFaults, numCOWStkFaults, quickCOWFaults;
	int numCORHeapFaults, numCORStkFaults, quickCORFaults;
	int swapPagesCopied, numCORCOWHeapFaults, numCORCOWStkFaults;
	int potModPages, notModPages, notHardModPages;
	int codePrefetches, heapSwapPrefetches, heapFSPrefetches, stackPrefetches;
	int codePrefetchHits, heapSwapPrefetchHits, heapFSPrefetchHits, stackPrefetchHits, prefetchAborts;
} Vm_Stat;

ReturnStatus Vm_CreateVA(void *address, int size);
ReturnStatus Vm_DestroyVA(void *address, int size);
ReturnStatus Vm_Cmd(int command, int argument);
ReturnStatus Vm_GetSegInfo(const Proc_PCBInfo *pcb, int segID, int infoSize, Vm_SegmentInfo *buffer);
ReturnStatus Vm_PageSize(int *size);
ReturnStatus Vm_MapKernelIntoUser(unsigned kernelAddress, int numBytes, unsigned userAddress, unsigned *realAddress);
ReturnStatus Vm_Mmap(void *start, int length, int protection, int share, int streamID, int fileOffset, void **mapped);
ReturnStatus Vm_Munmap(void *start, int length, Boolean noError);
ReturnStatus Vm_Msync(void *start, int length);
ReturnStatus Vm_Mlock(void *start, int length);
ReturnStatus Vm_Munlock(void *start, int length);
ReturnStatus Vm_Mincore(void *start, int length, char *vector);
ReturnStatus Vm_Mprotect(void *start, int length, int protection);

#endif
