/* A worker: calls, one after the other, until it has made its number of them. */
#include "callfuzz.h"

#define DEFINE_RAW_CALL
#include "rawCall.h"

#define PROC_FORK 0
#define PROC_VFORK 106
#define CALLS_OF_A_CHILD 6

static int ticks(int signal, int code, void *context, char *address)
{
	(void)signal, (void)code, (void)context, (void)address;
	return 0;
}

/* What waits for ever is woken now and then. */
static void startTicking(void)
{
	Sig_Action action = { SIG_HANDLE_ACTION, ticks, 0 };
	Proc_TimerInterval timer = { { 0, 100000 }, { 0, 100000 } };

	Sig_SetAction(SIG_TIMER, &action, NULL);
	Proc_SetIntervalTimer(PROC_TIMER_REAL, &timer, NULL);
}

/* Memory is used too, now and then more of it than there was, so that pages come and go. */
static void useMemory(void)
{
	unsigned size = (next() % 64 + 1) * 4096, i;
	char *more = CHANCE(30) ? sbrk(size) : (char *)-1;

	if (CHANCE(50))
		touchArena();
	if (more == (char *)-1)
		return;
	for (i = 0; i < size; i += 4096)
		more[i] = i;
}

static int makeCall(const Call *call)
{
	unsigned words[WORDS + 2];
	const char *kind;
	int count = 0, status;

	memset(words, 0, sizeof words);
	for (kind = call->kinds; *kind != '\0' && count < WORDS; kind++)
		count += makeArgument(*kind, words + count);
	status = rawCall(words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7], words[8],
			 words[9], call->number);
	if (call->number == PROC_FORK && status == SUCCESS)
		rememberChild(words[1]);
	return status;
}

void work(const Call *calls, int callCount, int howMany)
{
	static volatile int left;

	startTicking();
	for (left = howMany; left > 0; left--) {
		const Call *call = &calls[next() % callCount];
		int status;
		Boolean isChild;

		if (CHANCE(5))
			useMemory();
		status = makeCall(call);
		isChild = (call->number == PROC_FORK && status == PROC_CHILD_PROC) ||
			  (call->number == PROC_VFORK && status == 0);
		if (isChild) {
			seedRandom(getpid() ^ left);
			startTicking();
			if (left > CALLS_OF_A_CHILD)
				left = CALLS_OF_A_CHILD;
		}
	}
	Proc_RawExit(0);
}
