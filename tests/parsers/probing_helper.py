"""A fork helper whose children try what a hostile one would, each act by its bare system call.

With PROBE_USER in its environment the child is that user; with PROBE_FREE no wall is put around it.
"""

import ctypes
import errno
import os
import resource
import sys
from pathlib import Path

import landlockpy
import seccompy

from parsers.child import helper, message, sandbox
from screening.model.submission import Parsed

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
HERE = -100
O_TRUNC_TOO = os.O_RDONLY | os.O_TRUNC
CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x00020000
IPC_PRIVATE, IPC_CREAT = 0, 0o1000
FORKS = ("clone", "clone3", "fork by x32")
LEFT = {"shmget": "shmctl", "semget": "semctl", "msgget": "msgctl"}


class Limit(ctypes.Structure):
    _fields_ = (("soft", ctypes.c_uint64), ("hard", ctypes.c_uint64))


def call(name: str | int, *arguments: object) -> int:
    """The system call itself: the C library must not have a word in it."""
    number = seccompy.syscall_nr(name)
    done = int(LIBC.syscall(ctypes.c_long(number), *map(_plain, arguments)))
    if done < 0:
        raise OSError(ctypes.get_errno(), name)
    return done


def _plain(argument: object) -> object:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def acts(ours: bytes, other: int) -> dict[str, tuple[object, ...]]:
    """A system call and its arguments, by name. `ours`: a file of the daemon's; `other`: the helper."""
    room = ctypes.create_string_buffer(256)
    limit = Limit(resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    none = Limit(0, 0)
    to = ctypes.byref
    params = to(ctypes.c_int(0))
    times = (ctypes.c_long * 4)()
    me = os.getpid()
    whole = ctypes.c_long * 8
    return {
        # our data, without opening it
        "chmod": ("chmod", ours, 0o600),
        "fchmodat": ("fchmodat", HERE, ours, 0o600),
        "fchmodat2": ("fchmodat2", HERE, ours, 0o600, 0),
        "chown": ("chown", ours, os.getuid(), os.getgid()),
        "lchown": ("lchown", ours, os.getuid(), os.getgid()),
        "fchownat": ("fchownat", HERE, ours, os.getuid(), os.getgid(), 0),
        "setxattr": ("setxattr", ours, b"user.probe", b"x", 1, 0),
        "lsetxattr": ("lsetxattr", ours, b"user.probe", b"x", 1, 0),
        "removexattr": ("removexattr", ours, b"user.probe"),
        "setxattrat": ("setxattrat", HERE, ours, 0, b"user.probe", to((ctypes.c_uint64 * 2)()), 16),
        "file_setattr": ("file_setattr", HERE, ours, room, 24, 0),
        "utime": ("utime", ours, times),
        "utimes": ("utimes", ours, times),
        "utimensat": ("utimensat", HERE, ours, times, 0),
        "futimesat": ("futimesat", HERE, ours, times),
        "truncate": ("truncate", ours, 4),
        "truncate by open": ("openat", HERE, ours, O_TRUNC_TOO, 0),
        "truncate by open 3": ("openat", HERE, ours, os.O_TRUNC | 3, 0),
        "link": ("link", ours, b"linked"),
        "symlink": ("symlink", ours, b"linked"),
        "mkdir": ("mkdir", b"folder", 0o700),
        "mknod": ("mknod", b"fifo", 0o010600, 0),
        "chroot": ("chroot", b"."),
        "mount": ("mount", 0, 0, 0, 0, 0),
        "quotactl": ("quotactl", 0x80000200, 0, 0, room),
        "sync": ("sync",),
        # other processes
        "prlimit of another": ("prlimit64", other, resource.RLIMIT_CORE, to(none), 0),
        "prlimit read of another": ("prlimit64", other, resource.RLIMIT_CORE, 0, to(limit)),
        "prlimit of itself": ("prlimit64", 0, resource.RLIMIT_CORE, to(none), 0),
        "setrlimit": ("setrlimit", resource.RLIMIT_CORE, to(none)),
        "sched_setaffinity": ("sched_setaffinity", other, 64, to(whole(3))),
        "sched_setscheduler": ("sched_setscheduler", other, 0, params),
        "sched_setparam": ("sched_setparam", other, params),
        "sched_setattr": ("sched_setattr", other, to(whole(48)), 0),
        "setpriority": ("setpriority", 0, other, 0),
        "ioprio_set": ("ioprio_set", 1, other, 0),
        "kill": ("kill", other, 0),
        "kill group": ("kill", -other, 0),
        "tkill": ("tkill", other, 0),
        "tgkill": ("tgkill", other, other, 0),
        "rt_sigqueueinfo": ("rt_sigqueueinfo", other, 0, room),
        "pidfd_open": ("pidfd_open", other, 0),
        "pidfd_send_signal": ("pidfd_send_signal", 0, 0, 0, 0),
        "ptrace": ("ptrace", 1, other, 0, 0),  # PEEKTEXT: ESRCH where it is not traced
        "process_vm_readv": ("process_vm_readv", other, room, 0, room, 0, 0),
        "process_vm_writev": ("process_vm_writev", other, room, 0, room, 0, 0),
        "process_madvise": ("process_madvise", 0, room, 0, 0, 0),
        "kcmp": ("kcmp", me, other, 0, 0, 0),
        "owner of signals": ("fcntl", 0, 8, other),
        "move_pages": ("move_pages", other, 0, 0, 0, 0, 0),
        "prctl": ("prctl", 1, 0, 0, 0, 0),
        "setuid": ("setuid", os.getuid()),
        "unshare": ("unshare", CLONE_NEWNS if os.getuid() == 0 else CLONE_NEWUSER),
        "setns": ("setns", 0, 0),
        "clone": ("clone", 17, 0, 0, 0, 0),
        "clone3": ("clone3", to(whole(0, 0, 0, 0, 17)), 64),
        "fork by x32": (0x40000000 + 57,) if os.uname().machine == "x86_64" else ("clone", 17),
        "execve": ("execve", b"/bin/true", 0, 0),
        # memory that outlives it, or that nobody counts
        "memfd_create": ("memfd_create", b"x", 0),
        "memfd_secret": ("memfd_secret", 0),
        "shmget": ("shmget", IPC_PRIVATE, 4096, IPC_CREAT | 0o600),
        "semget": ("semget", IPC_PRIVATE, 1, IPC_CREAT | 0o600),
        "msgget": ("msgget", IPC_PRIVATE, IPC_CREAT | 0o600),
        "shmctl": ("shmctl", 0, 14, room),
        "mq_open": ("mq_open", b"probe", os.O_CREAT | os.O_RDWR, 0o600, 0),
        "mq_unlink": ("mq_unlink", b"probe"),
        "add_key": ("add_key", b"user", b"probe", b"x", 1, -1),
        "keyctl": ("keyctl", 0, -1, 0),
        "request_key": ("request_key", b"user", b"probe", 0, -1),
        "pipe2": ("pipe2", room, 0),
        "mlock": ("mlock", room, 0),
        "poison memory": ("madvise", ctypes.c_long(0), 0, 100),
        "epoll_create1": ("epoll_create1", 0),
        "eventfd2": ("eventfd2", 0, 0),
        "inotify_init1": ("inotify_init1", 0),
        "timer_create": ("timer_create", 0, 0, room),
        # the kernel
        "socket": ("socket", 2, 2, 0),
        "socketpair": ("socketpair", 1, 1, 0, room),
        "io_uring_setup": ("io_uring_setup", 1, room),
        "io_uring_enter": ("io_uring_enter", -1, 0, 0, 0, 0, 0),
        "io_uring_register": ("io_uring_register", -1, 0, 0, 0),
        "io_setup": ("io_setup", 1, to(whole())),
        "bpf": ("bpf", 0, room, 0),
        "perf_event_open": ("perf_event_open", room, 0, -1, -1, 0),
        "userfaultfd": ("userfaultfd", 1),
        "seccomp": ("seccomp", 2, 0, room),
        "landlock": ("landlock_create_ruleset", 0, 0, 1),
        "personality": ("personality", 0xFFFFFFFF),
        "set an attribute": ("ioctl", 0, 0x40086602, room),
        "terminal input": ("ioctl", 0, 0x5412, room),
        "clock_settime": ("clock_settime", 99, times),
        "sethostname": ("sethostname", room, -1),
        "unknown": (5000,),
    }


def tried(ours: Path) -> str:
    """One line an act: its name, and the error's name or `done`."""
    lines = []
    for name, (number, *arguments) in acts(os.fsencode(ours), os.getppid()).items():
        try:
            assert isinstance(number, str | int)
            done = call(number, *arguments)
            if done == 0 and name in FORKS:
                os._exit(0)
            if name in LEFT:
                call(LEFT[name], done, 0, 0, 0)  # IPC_RMID: what would outlive the test
            lines.append(f"{name}\tdone")
        except OSError as error:
            lines.append(f"{name}\t{errno.errorcode[error.errno or 0]}")
        except ValueError:
            lines.append(f"{name}\tno such call here")
    return "\n".join(lines)


def probe(raw: Path, work: Path, *_: object) -> Parsed:
    return Parsed(text=tried(work.with_name("ours")))


honest_restrict = landlockpy.Ruleset.restrict


def become() -> None:
    """Give up root for good."""
    if user := os.environ.get("PROBE_USER"):
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))


def enter_free(raw: Path, work: Path) -> None:
    """Without walls: what the acts make by bare names lies in the folder that the test throws away."""
    os.chdir(work)
    become()


def restrict_as_another(ruleset: landlockpy.Ruleset) -> None:
    # At the last moment: Python may lie in a folder that only root may enter.
    become()
    honest_restrict(ruleset)


if __name__ == "__main__":
    if os.environ.get("PROBE_FREE"):
        sandbox.enter = enter_free
    setattr(landlockpy.Ruleset, "restrict", restrict_as_another)  # noqa: B010 - of another type
    helper.__dict__["warm"] = lambda: None  # it would read a message in the helper itself
    message.read = probe  # type: ignore[assignment]
    sys.stdout.flush()
    helper.main()
