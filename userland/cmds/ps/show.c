/*
 * The columns of each form. Headings stand over their columns; the widths are
 * Sprite's.
 */
#include <stdio.h>
#include <string.h>
#include "ps.h"

#define SIGNALS 32
/* Usage is in microseconds and loses an eighth every second: a process that
 * always runs has 8 seconds of it. */
#define FULL_USAGE_PER_THOUSAND 8000UL

static int column; /* of the line being written */

/* A column, a blank behind the one before it. */
static void
put(const char *text, int width)
{
	int length = (int)strlen(text), wide = width < 0 ? -width : width;

	if (column > 0) {
		putchar(' ');
		column++;
	}
	putPadded(text, width);
	column += length > wide ? length : wide;
}

static void
putValue(unsigned long value, unsigned base, int width)
{
	char digits[NUMBER_BYTES];

	put(numberText(digits, value, base), width);
}

static void
putId(int id)
{
	if (id == PROC_NO_ID)
		put("-", 5);
	else
		putValue((unsigned int)id, 16, 5);
}

/* Minutes and seconds of processor time. */
static void
putUsage(const Proc_PCBInfo *info)
{
	long microseconds = (long)info->kernelCpuUsage.microseconds + info->userCpuUsage.microseconds;
	long seconds = (long)info->kernelCpuUsage.seconds + info->userCpuUsage.seconds + microseconds / 1000000;
	char digits[NUMBER_BYTES], text[NUMBER_BYTES + 4];

	strcpy(text, numberText(digits, (unsigned long)(seconds / 60), 10));
	strcat(text, seconds % 60 < 10 ? ":0" : ":");
	strcat(text, numberText(digits, (unsigned long)(seconds % 60), 10));
	put(text, 6);
}

/* Thousandths as "12.3"; there is room for 100, but not for its fraction. */
static void
putShare(unsigned long thousandths)
{
	char digits[NUMBER_BYTES], text[NUMBER_BYTES + 3];

	if (thousandths >= 1000) {
		put("100", 4);
		return;
	}
	strcpy(text, numberText(digits, thousandths / 10, 10));
	strcat(text, ".");
	strcat(text, numberText(digits, thousandths % 10, 10));
	put(text, 4);
}

static long
sum(const long *kbytes)
{
	return kbytes[CODE] + kbytes[HEAP] + kbytes[STACK];
}

unsigned long
cpuShare(const struct process *process)
{
	unsigned long share = (process->info.unweightedUsage + (unsigned long)process->info.recentUsage)
	    / FULL_USAGE_PER_THOUSAND;

	return share > 1000 ? 1000 : share;
}

static unsigned long
memoryShare(const struct process *process)
{
	static long physical;

	if (physical == 0)
		physical = physicalKbytes();
	return physical == 0 ? 0 : (unsigned long)(sum(process->residentKbytes) * 1000 / physical);
}

static const char *
priorityMark(int priority)
{
	switch (priority) {
	case -2: return "<<";
	case -1: return "<";
	case 0: return "";
	case 1: return ">";
	default: return "S";
	}
}

/* --- The forms --- */

static void
showUsual(const struct process *process)
{
	putId((int)process->id);
	put(stateName(process), -5);
	putUsage(&process->info);
}

static void
showUser(const struct process *process)
{
	put(userName(process->info.effectiveUserID), -8);
	putId((int)process->id);
	putShare(cpuShare(process));
	putShare(memoryShare(process));
	putValue((unsigned long)sum(process->sizeKbytes), 10, 5);
	putValue((unsigned long)sum(process->residentKbytes), 10, 5);
	put(stateName(process), -5);
	putUsage(&process->info);
	put(priorityMark(process->info.billingRate), -2);
}

static void
showIds(const struct process *process)
{
	putId((int)process->id);
	putId((int)process->info.parentID);
	putId(process->info.familyID);
	put(userName(process->info.effectiveUserID), -8);
	put(userName(process->info.userID), -8);
	putUsage(&process->info);
}

static void
showSizes(const long *sizes, const long *resident)
{
	int i;

	for (i = 0; i < SEGMENTS; i++) {
		putValue((unsigned long)sizes[i], 10, 5);
		putValue((unsigned long)resident[i], 10, 5);
	}
	putValue((unsigned long)sum(sizes), 10, 5);
	putValue((unsigned long)sum(resident), 10, 5);
}

static void
showMemory(const struct process *process)
{
	putId((int)process->id);
	showSizes(process->sizeKbytes, process->residentKbytes);
}

static void
showMigration(const struct process *process)
{
	const Proc_PCBInfo *info = &process->info;
	int isAway = (info->genFlags & PROC_FOREIGN) != 0 || info->state == PROC_MIGRATED || process->followed;

	putId((int)process->id);
	put(stateName(process), -5);
	putValue((unsigned int)info->genFlags, 16, 7);
	putValue((unsigned int)info->event, 16, 8);
	put(isAway ? hostAlias(info->peerHostID) : "", -10);
	if (isAway)
		putId((int)info->peerProcessID);
	else
		put("", 5);
}

/* Actions above these are addresses of handlers. */
#define ACTION_IGNORE 0
#define LAST_ACTION 6

static void
showSignals(const struct process *process)
{
	const Proc_PCBInfo *info = &process->info;
	unsigned int ignored = 0, handled = 0;
	int i;

	for (i = 1; i < SIGNALS; i++) {
		if (info->sigActions[i] == ACTION_IGNORE)
			ignored |= 1u << (i - 1);
		else if ((unsigned int)info->sigActions[i] > LAST_ACTION)
			handled |= 1u << (i - 1);
	}
	putId((int)process->id);
	putValue((unsigned int)info->sigPendingMask, 16, 8);
	putValue((unsigned int)info->sigHoldMask, 16, 8);
	putValue(ignored, 16, 8);
	putValue(handled, 16, 8);
}

static const struct form {
	char option;
	const char *heading;
	void (*show)(const struct process *process);
} forms[] = {
    {'u', "USER     PID   %CPU %MEM  SIZE   RSS STATE   TIME PR COMMAND", showUser},
    {'i', "PID   PPID  GROUP USER     RUSER      TIME COMMAND", showIds},
    {'v', "PID   CODSZ CODRS  HPSZ  HPRS STKSZ STKRS  SIZE   RSS COMMAND", showMemory},
    {'M', "PID   STATE   FLAGS    EVENT RNODE       RPID COMMAND", showMigration},
    {'s', "PID    PENDING     HELD   IGNORE   HANDLE COMMAND", showSignals},
    {'\0', "PID   STATE   TIME COMMAND", showUsual},
};

static const struct form *
chosenForm(void)
{
	const struct form *form = forms;

	while (form->option != '\0' && !chosen[(unsigned char)form->option])
		form++;
	return form;
}

void
showHeading(void)
{
	putText(chosenForm()->heading);
	putchar('\n');
}

/* As much of a command as there is room for, cut behind a word. */
static void
putCommand(const char *command, int room)
{
	int length = (int)strlen(command), kept;

	if (length <= room) {
		putText(command);
		return;
	}
	room = room < 3 ? 0 : room - 3;
	for (kept = room; kept > 0 && command[kept - 1] != ' '; kept--)
		continue;
	putBytes(command, (size_t)(kept > 0 ? kept : room));
	putText("...");
}

void
showProcess(const struct process *process, int width)
{
	column = 0;
	chosenForm()->show(process);
	putchar(' ');
	putCommand(process->command, width - column - 1);
	putchar('\n');
}

void
showTotal(const struct process *processes, int count)
{
	long sizes[SEGMENTS] = {0, 0, 0}, resident[SEGMENTS] = {0, 0, 0};
	int i, segment;

	for (i = 0; i < count; i++) {
		for (segment = 0; segment < SEGMENTS; segment++) {
			sizes[segment] += processes[i].sizeKbytes[segment];
			resident[segment] += processes[i].residentKbytes[segment];
		}
	}
	column = 0;
	put("", 5);
	for (i = 0; i < 2 * SEGMENTS + 2; i++)
		put("-----", 5);
	putText("\n");
	column = 0;
	put("Total", 5);
	showSizes(sizes, resident);
	putText("\n");
}
