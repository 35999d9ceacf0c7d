#!/bin/sh
# Debian packages for work on the userland and the machines: the cross compilers the userland image is built
# with, the independent emulator the processors are compared with, and tmux for tests of the terminal.
# Nobody who only runs the emulator needs them.
set -e
if [ "$(id -u)" -ne 0 ]; then
	exec sudo "$0" "$@"
fi
apt-get update
apt-get install -y --no-install-recommends \
	gcc-mipsel-linux-gnu gcc-m68k-linux-gnu qemu-user tmux
