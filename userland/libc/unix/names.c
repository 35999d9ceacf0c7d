/* Names: making, removing and following them. */
#include <compat.h>
#include <fs.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int access(const char *path, int mode)
{
	int wanted = 0; /* Sprite has the bits the other way round */

	if (mode & R_OK)
		wanted |= 1;
	if (mode & W_OK)
		wanted |= 2;
	if (mode & X_OK)
		wanted |= 4;
	return __unixResult(Fs_CheckAccess(path, wanted, TRUE));
}

int chdir(const char *path)
{
	return __unixResult(Fs_ChangeDir(path));
}

int mkdir(const char *path, mode_t mode)
{
	return __unixResult(Fs_MakeDir(path, (int)mode));
}

int rmdir(const char *path)
{
	return __unixResult(Fs_RemoveDir(path));
}

int unlink(const char *path)
{
	return __unixResult(Fs_Remove(path));
}

int link(const char *existing, const char *newName)
{
	return __unixResult(Fs_HardLink(existing, newName));
}

int symlink(const char *target, const char *path)
{
	return __unixResult(Fs_SymLink(target, path, FALSE));
}

ssize_t readlink(const char *path, char *buffer, size_t size)
{
	int length = 0;

	return __unixResult(Fs_ReadLink(path, (int)size, buffer, &length)) < 0 ? -1 : length;
}

int rename(const char *oldName, const char *newName)
{
	return __unixResult(Fs_Rename(oldName, newName));
}

/* The kernel's mask has the bits that are allowed. */
mode_t umask(mode_t mask)
{
	int old = 0;

	Fs_SetDefPerm((int)(~mask & 0777), &old);
	return (mode_t)(~old & 0777);
}
