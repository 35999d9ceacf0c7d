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
