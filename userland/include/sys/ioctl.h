/*
 * sys/ioctl.h: control of terminals and streams. A request's code tells
 * direction, size of the argument, family and number; libc translates it to
 * Sprite's own I/O control.
 */
#ifndef _SYS_IOCTL_H
#define _SYS_IOCTL_H

struct sgttyb {
	char sg_ispeed, sg_ospeed;
	char sg_erase, sg_kill;
	short sg_flags;
};
struct tchars {
	char t_intrc, t_quitc, t_startc, t_stopc, t_eofc, t_brkc;
};
struct ltchars {
	char t_suspc, t_dsuspc, t_rprntc, t_flushc, t_werasc, t_lnextc;
};
struct winsize {
	unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel;
};

/* sg_flags */
#define TANDEM 0x0001
#define CBREAK 0x0002
#define LCASE 0x0004
#define ECHO 0x0008
#define CRMOD 0x0010
#define RAW 0x0020
#define ODDP 0x0040
#define EVENP 0x0080
#define ANYP 0x00c0
#define XTABS 0x0c00

/* local mode word */
#define LCRTBS 0x0001
#define LPRTERA 0x0002
#define LCRTERA 0x0004
#define LTILDE 0x0008
#define LMDMBUF 0x0010
#define LLITOUT 0x0020
#define LTOSTOP 0x0040
#define LFLUSHO 0x0080
#define LNOHANG 0x0100
#define LCRTKIL 0x0400
#define LPASS8 0x0800
#define LCTLECH 0x1000
#define LPENDIN 0x2000
#define LDECCTQ 0x4000
#define LNOFLSH 0x8000

#define B0 0
#define B300 7
#define B1200 9
#define B2400 11
#define B4800 12
#define B9600 13
#define EXTA 14
#define EXTB 15

#define _IO(letter, number) (0x20000000u | (letter) << 8 | (number))
#define _IOR(letter, number, type) (0x40000000u | sizeof(type) << 16 | (letter) << 8 | (number))
#define _IOW(letter, number, type) (0x80000000u | sizeof(type) << 16 | (letter) << 8 | (number))

#define FIOCLEX _IO('f', 1)
#define FIONCLEX _IO('f', 2)
#define FIOGETOWN _IOR('f', 123, int)
#define FIOSETOWN _IOW('f', 124, int)
#define FIOASYNC _IOW('f', 125, int)
#define FIONBIO _IOW('f', 126, int)
#define FIONREAD _IOR('f', 127, int)

#define TIOCGETD _IOR('t', 0, int)
#define TIOCSETD _IOW('t', 1, int)
#define TIOCHPCL _IO('t', 2)
#define TIOCGETP _IOR('t', 8, struct sgttyb)
#define TIOCSETP _IOW('t', 9, struct sgttyb)
#define TIOCSETN _IOW('t', 10, struct sgttyb)
#define TIOCEXCL _IO('t', 13)
#define TIOCNXCL _IO('t', 14)
#define TIOCFLUSH _IOW('t', 16, int)
#define TIOCSETC _IOW('t', 17, struct tchars)
#define TIOCGETC _IOR('t', 18, struct tchars)
#define TIOCSWINSZ _IOW('t', 103, struct winsize)
#define TIOCGWINSZ _IOR('t', 104, struct winsize)
#define TIOCSTART _IO('t', 110)
#define TIOCSTOP _IO('t', 111)
#define TIOCNOTTY _IO('t', 113)
#define TIOCSTI _IOW('t', 114, char)
#define TIOCOUTQ _IOR('t', 115, int)
#define TIOCSLTC _IOW('t', 117, struct ltchars)
#define TIOCGLTC _IOR('t', 116, struct ltchars)
#define TIOCSPGRP _IOW('t', 118, int)
#define TIOCGPGRP _IOR('t', 119, int)
#define TIOCCDTR _IO('t', 120)
#define TIOCSDTR _IO('t', 121)
#define TIOCCBRK _IO('t', 122)
#define TIOCSBRK _IO('t', 123)
#define TIOCLGET _IOR('t', 124, int)
#define TIOCLSET _IOW('t', 125, int)
#define TIOCLBIC _IOW('t', 126, int)
#define TIOCLBIS _IOW('t', 127, int)

int ioctl(int, unsigned long, ...);
int gtty(int, struct sgttyb *), stty(int, const struct sgttyb *);

#endif
