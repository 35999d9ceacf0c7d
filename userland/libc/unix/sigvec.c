/*
 * Handlers. One function is the Sprite handler of every caught signal; it
 * translates the number and calls the program's. Because SIGHUP and SIGINT
 * are one signal to the kernel, what the kernel is told is what SIGINT asks
 * for, or SIGHUP while SIGINT asks for nothing special, so that a program
 * that sets both in any order is not surprised.
 */
#include <compat.h>
#include <errno.h>
#include <sig.h>
#include <signal.h>
#include <status.h>
#include <string.h>

/* What a handler is called as; one that looks only at the signal does not mind the rest. */
typedef union {
	sig_t plain;
	void (*full)(int signal, int code, void *context, char *address);
} Handler;

static struct sigvec vectors[NSIG]; /* as the program set them */

static int unixHandleSig(int spriteSignal, int code, void *context, char *address)
{
	int signal = Compat_SpriteSignalToUnix(spriteSignal);
	Handler handler;

	if (signal == NIL)
		return 0;
	if (signal == SIGINT && vectors[SIGINT].sv_handler == SIG_DFL)
		signal = SIGHUP;
	handler.plain = vectors[signal].sv_handler;
	if (handler.plain != SIG_DFL && handler.plain != SIG_IGN)
		handler.full(signal, code, context, address);
	return 0;
}

static void fromAction(int signal, const Sig_Action *action, struct sigvec *vector)
{
	memset(vector, 0, sizeof *vector);
	if (action->action == SIG_HANDLE_ACTION)
		*vector = vectors[signal];
	else
		vector->sv_handler = action->action == SIG_IGNORE_ACTION ? SIG_IGN : SIG_DFL;
}

int sigvec(int signal, const struct sigvec *newVector, struct sigvec *oldVector)
{
	int spriteSignal = Compat_UnixSignalToSprite(signal);
	struct sigvec before, wanted;
	Sig_Action action, oldAction;
	ReturnStatus status;

	if (spriteSignal == NIL || spriteSignal == 0) {
		errno = EINVAL;
		return -1;
	}
	before = vectors[signal];
	if (newVector != 0)
		vectors[signal] = *newVector;
	wanted = vectors[signal];
	if (signal == SIGHUP && vectors[SIGINT].sv_handler != SIG_DFL)
		wanted = vectors[SIGINT];
	if (signal == SIGINT && wanted.sv_handler == SIG_DFL)
		wanted = vectors[SIGHUP];

	memset(&action, 0, sizeof action);
	if (wanted.sv_handler == SIG_DFL) {
		action.action = SIG_DEFAULT_ACTION;
	} else if (wanted.sv_handler == SIG_IGN) {
		action.action = SIG_IGNORE_ACTION;
	} else {
		action.action = SIG_HANDLE_ACTION;
		action.handler = (int (*)())unixHandleSig;
		action.sigHoldMask = Compat_UnixSigMaskToSprite(wanted.sv_mask);
	}
	/* Given one record for both, the kernel reports and changes nothing. */
	status = Sig_SetAction(spriteSignal, newVector != 0 ? &action : &oldAction, &oldAction);
	if (status != SUCCESS) {
		vectors[signal] = before;
		return __unixResult(status);
	}
	if (oldVector != 0) {
		struct sigvec now = vectors[signal];

		vectors[signal] = before;
		fromAction(signal, &oldAction, oldVector);
		vectors[signal] = now;
	}
	return 0;
}

sig_t signal(int signal, sig_t handler)
{
	struct sigvec vector, old;

	vector.sv_handler = handler;
	vector.sv_mask = 0;
	vector.sv_flags = 0;
	return sigvec(signal, &vector, &old) < 0 ? SIG_ERR : old.sv_handler;
}

int sigaction(int signal, const struct sigaction *newAction, struct sigaction *oldAction)
{
	struct sigvec vector, old;

	if (newAction != 0) {
		vector.sv_handler = newAction->sa_handler;
		vector.sv_mask = newAction->sa_mask;
		vector.sv_flags = 0;
	}
	if (sigvec(signal, newAction != 0 ? &vector : 0, &old) < 0)
		return -1;
	if (oldAction != 0) {
		oldAction->sa_handler = old.sv_handler;
		oldAction->sa_mask = old.sv_mask;
		oldAction->sa_flags = 0;
	}
	return 0;
}
