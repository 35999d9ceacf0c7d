/* A small stack machine interpreted by a switch: jumps through a table, as in any interpreter. */
#include "program.h"

enum { Push, Load, Store, Add, Sub, Mul, Less, JumpZero, Jump, Xor, Shift, Halt };

/* for (i = 0; i < 200; i++) s = (s ^ i * 7 + i) << 1 - i; */
static const short code[] = {
	Push, 0, Store, 0, Push, 1, Store, 1,
	/* 8 */ Load, 0, Push, 200, Less, JumpZero, 43,
	/* 15 */ Load, 1, Load, 0, Push, 7, Mul, Load, 0, Add, Xor, Push, 1, Shift, Load, 0, Sub, Store, 1,
	/* 34 */ Load, 0, Push, 1, Add, Store, 0, Jump, 8,
	/* 43 */ Halt,
};

static u32 interpret(void)
{
	u32 stack[16];
	u32 variables[4];
	u32 *top = stack;
	const short *at = code;
	for (;;) {
		switch (*at++) {
		case Push:
			*top++ = (u32)*at++;
			break;
		case Load:
			*top++ = variables[*at++];
			break;
		case Store:
			variables[*at++] = *--top;
			break;
		case Add:
			top--;
			top[-1] += top[0];
			break;
		case Sub:
			top--;
			top[-1] -= top[0];
			break;
		case Mul:
			top--;
			top[-1] *= top[0];
			break;
		case Less:
			top--;
			top[-1] = top[-1] < top[0];
			break;
		case JumpZero:
			if (*--top == 0)
				at = code + *at;
			else
				at++;
			break;
		case Jump:
			at = code + *at;
			break;
		case Xor:
			top--;
			top[-1] ^= top[0];
			break;
		case Shift:
			top--;
			top[-1] <<= top[0];
			break;
		case Halt:
			return variables[1];
		}
	}
}

static void run(u32 rounds)
{
	u32 sum = 0;
	u32 i;
	for (i = 0; i < rounds * 4; i++)
		sum = sum * 3 + interpret() + i;
	print("bytecode", sum);
}
