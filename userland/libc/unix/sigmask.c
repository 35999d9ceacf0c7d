/*
 * The hold mask. The kernel tells the old mask only when it sets a new one;
 * to look, or to add to it, everything is held for a moment.
 */
#include <compat.h>
#include <errno.h>
#include <sig.h>
#include <signal.h>
#include <unistd.h>

/* The present mask in Sprite's numbering; setjmp keeps it. */
int __holdMask(void)
{
	int old = 0;

	Sig_SetHoldMask(-1, &old);
	Sig_SetHoldMask(old, (int *)0);
	return old;
}

int sigblock(int mask)
{
	int old = 0;

	Sig_SetHoldMask(-1, &old);
	Sig_SetHoldMask(old | Compat_UnixSigMaskToSprite(mask), (int *)0);
	return Compat_SpriteSigMaskToUnix(old);
}

int sigsetmask(int mask)
{
	int old = 0;

	Sig_SetHoldMask(Compat_UnixSigMaskToSprite(mask), &old);
	return Compat_SpriteSigMaskToUnix(old);
}

/*
 * A handler that returns restores the mask from before the pause. When the
 * pause ends without one the kernel leaves the pause's mask, so it is put
 * back here in any case.
 */
static int pauseWith(int spriteMask)
{
	int old = 0;

	Sig_SetHoldMask(-1, &old);
	Sig_Pause(spriteMask);
	Sig_SetHoldMask(old, (int *)0);
	errno = EINTR;
	return -1;
}

int sigpause(int mask)
{
	return pauseWith(Compat_UnixSigMaskToSprite(mask));
}

int pause(void)
{
	return pauseWith(__holdMask());
}

int sigsuspend(const sigset_t *mask)
{
	return sigpause((int)*mask);
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	int before = 0;

	if (set != 0 && how == SIG_SETMASK) {
		before = sigsetmask((int)*set);
	} else if (set != 0 && how == SIG_UNBLOCK) {
		Sig_SetHoldMask(-1, &before);
		Sig_SetHoldMask(before & ~Compat_UnixSigMaskToSprite((int)*set), (int *)0);
		before = Compat_SpriteSigMaskToUnix(before);
	} else if (set == 0 || how == SIG_BLOCK) {
		before = sigblock(set == 0 ? 0 : (int)*set);
	} else {
		errno = EINVAL;
		return -1;
	}
	if (old != 0)
		*old = (sigset_t)before;
	return 0;
}

int sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

int sigfillset(sigset_t *set)
{
	*set = ~0u;
	return 0;
}

int sigaddset(sigset_t *set, int signal)
{
	*set |= 1u << (signal - 1);
	return 0;
}

int sigdelset(sigset_t *set, int signal)
{
	*set &= ~(1u << (signal - 1));
	return 0;
}

int sigismember(const sigset_t *set, int signal)
{
	return *set >> (signal - 1) & 1;
}
