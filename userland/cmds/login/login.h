/* login: what its parts share. */
#ifndef LOGIN_H
#define LOGIN_H

#include <pwd.h>

/* userLog.c: who is logged in where, for who and finger. */
void logIn(const struct passwd *user, int port, const char *place);
void logOut(int port);
/* One line about the user's last login, if there was one. */
void tellLastLogin(const struct passwd *user);
void logFailure(const char *name, int port, const char *place);

#endif
