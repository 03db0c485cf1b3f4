"""Which system calls a child may make: a list of the few that reading needs, and nothing else.

An allow-list, since a deny-list is never whole: each new kernel brings another way to change a file's mode or
to share memory. Traced over the samples and hostile mails, a child that is shut in makes fourteen calls; the
others here are what the C library, Python and the memory allocator take instead in other versions.
What is refused fails with EPERM. A call that is newer than this list, or of another ABI (x32, 0x40000000 and
up), fails with ENOSYS, as on a kernel without it: the C library then takes the older one (seccomp(2)).
"""

import errno
import os

import seccompy
from seccompy import ArgCmp, CmpOp

_FILES = (
    "read write readv writev pread64 pwrite64 lseek close close_range fstat stat lstat newfstatat statx"
    " access faccessat faccessat2 getdents getdents64 readlink readlinkat getcwd ftruncate fadvise64"
    " unlink unlinkat rename renameat renameat2 dup dup2 dup3"
)
_MEMORY = "brk mmap munmap mremap mprotect futex"
_ITSELF = (
    "exit exit_group restart_syscall rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack sched_yield"
    " getpid getppid gettid getuid geteuid getgid getegid uname sysinfo getrusage times getrlimit getrandom"
    " sched_getaffinity clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time"
    " select pselect6 poll ppoll kill tgkill"
)
# Of calls that do much, only these: commands of fcntl(2), which may also send signals to others, and of
# ioctl(2), which may also make a file immutable.
_FCNTL = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
_IOCTL = (0x5401, 0x5450, 0x5451)  # TCGETS, which `open` asks; FIONCLEX, FIOCLEX
_POISON = 100  # MADV_HWPOISON and above take memory from the whole machine, for root (madvise(2))
_NUMBERS = 480  # all of Linux 6.19, and no more: above it ENOSYS


def allowed() -> seccompy.Filter:
    """The filter for every child. Raises SeccompError where seccompy does not know this machine."""
    made = seccompy.Filter(default=seccompy.Action.ERRNO | errno.ENOSYS)
    for name in f"{_FILES} {_MEMORY} {_ITSELF}".split():
        if (number := _number(name)) is not None:
            made.allow(number)
    _partly(made)
    for number in range(_NUMBERS):
        made.errno(number, errno.EPERM)  # the first rule that fits is the one that holds
    return made


def _partly(made: seccompy.Filter) -> None:
    for command in _FCNTL:
        made.allow("fcntl", args={1: command})
    for command in _IOCTL:
        made.allow("ioctl", args={1: command})
    made.allow("madvise", args=[ArgCmp(2, CmpOp.LT, _POISON)])
    made.allow("prlimit64", args={0: 0, 2: 0})  # its own limits, to read: root could raise them
    # Landlock asks for the right to write only where the file is opened for writing, and before Linux 6.2
    # for none to truncate: O_TRUNC with O_RDONLY, or with 3 (open(2)), would empty any file.
    for name, place in (("open", 1), ("openat", 2)):
        if (number := _number(name)) is not None:
            for mode in (os.O_RDONLY, os.O_ACCMODE):
                emptied = ArgCmp(place, CmpOp.MASKED_EQ, os.O_TRUNC | mode, os.O_TRUNC | os.O_ACCMODE)
                made.errno(number, errno.EPERM, args=[emptied])
            made.allow(number)


def signals_to_itself() -> seccompy.Filter:
    """For the calling process alone, to be loaded before the other: it may end itself, and nobody else."""
    made = seccompy.Filter()
    for name in ("kill", "tgkill"):
        made.errno(name, errno.EPERM, args=[ArgCmp(0, CmpOp.NE, os.getpid())])
    return made


def _number(name: str) -> int | None:
    """None where this architecture does not have the call: ARM has no `open`."""
    try:
        return seccompy.syscall_nr(name)
    except ValueError:
        return None
