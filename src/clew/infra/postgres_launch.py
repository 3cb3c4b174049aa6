"""Turns itself into a PostgreSQL program. Run by path with `python -I -S`, so it knows the standard library only.

    postgres_launch.py PARENT SIGNAL UID GID PROGRAM ARGUMENT…

It gives up root, asks Linux for SIGNAL on the death of the thread that started it, and calls exec. This stands in a
program of its own because Python code between fork and exec (`preexec_fn`) can deadlock in a server with threads.
UID and GID are -1 where there is nothing to give up, SIGNAL is 0 where the kernel has no such service.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, death_signal, uid, gid = (int(argument) for argument in sys.argv[1:5])
    command = sys.argv[5:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if death_signal:
        # Only now: a change of user clears the wish for a signal.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:  # it died before the kernel knew the wish
        sys.exit("clew: the process that wanted a database has ended")
    os.execv(command[0], command)  # noqa: S606 - an argument list from our own parent, no shell


if __name__ == "__main__":
    main()
