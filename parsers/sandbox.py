"""What a child may touch beside its own memory: the raw message, its work folder and Python's own files.

Two walls, each used where the kernel offers it, neither with privileges: Landlock bounds the files (Linux
5.13), and TCP and signals on newer kernels; a seccomp filter takes away what makes sockets, processes and
programs. The second is needed too: before Linux 6.7 Landlock knows no network, and no UDP long after.

Not held back: what the limits of `confine` allow of memory, time and space in the work folder.
"""

import errno
import sys
import sysconfig
from functools import cache
from pathlib import Path

import landlockpy
import seccompy
from landlockpy import AccessFS, Ruleset, Scope

import parsers
import screening

_READ = AccessFS.READ_FILE | AccessFS.READ_DIR
_WORK = _READ | AccessFS.WRITE_FILE | AccessFS.TRUNCATE | AccessFS.MAKE_REG | AccessFS.REMOVE_FILE
# io_uring opens sockets without the call for it.
_NETWORK = "socket socketpair connect bind listen accept accept4 io_uring_setup"
_PROCESSES = "fork vfork clone clone3 execve execveat ptrace process_vm_readv process_vm_writev pidfd_getfd"
_KERNEL = "mount umount2 unshare setns bpf userfaultfd perf_event_open keyctl add_key request_key"
# Numbers of the x32 calls, which the filter's check of the architecture lets pass (seccomp(2), "Caveats").
_X32 = 0x40000000
_SHARED = ("/lib", "/lib64", "/usr/lib", "/usr/local/lib", "/etc/ld.so.cache", "/dev/null", "/dev/urandom")
_FONTS = "/usr/share/fonts"  # for forms that do not carry their own


@cache
def _landlock() -> int:
    """The ABI that the kernel offers; 0: none."""
    try:
        return landlockpy.abi_version()
    except landlockpy.LandlockError:  # a container's own filter forbids to ask
        return 0


@cache
def _filter() -> seccompy.Filter | None:
    """The filter, compiled once for all children; None where there is no seccomp."""
    try:
        if not seccompy.supported():
            return None
        made = seccompy.Filter()
        for name in f"{_NETWORK} {_PROCESSES} {_KERNEL}".split():
            try:
                number = seccompy.syscall_nr(name)
            except ValueError:  # ARM has no fork
                continue
            for called in (number, number | _X32):
                made.errno(called, errno.EPERM)
    except seccompy.SeccompError:
        return None
    return made if made.program else None


@cache
def _own_files() -> tuple[Path, ...]:
    """Where Python, its libraries and our own modules lie; nothing else of this machine is read."""
    schemes = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    packages = [str(Path(package.__file__ or "").parent) for package in (parsers, screening)]
    wanted = {Path(each) for each in (*schemes, *packages, f"{sys.base_prefix}/lib", *_SHARED, _FONTS)}
    covered = {path for path in wanted if wanted.intersection(path.parents)}
    return tuple(path for path in sorted(wanted - covered) if path.exists())


def enter(raw: Path, work: Path) -> None:
    """Shut the calling process in, for good. Raises OSError where either path is missing."""
    if _landlock():
        with Ruleset(scoped=Scope.SIGNAL | Scope.ABSTRACT_UNIX_SOCKET) as ruleset:
            for path in _own_files():
                ruleset.allow_path(path, _READ if path.is_dir() else AccessFS.READ_FILE)
            ruleset.allow_path(raw, AccessFS.READ_FILE)
            ruleset.allow_path(work, _WORK)
            ruleset.restrict()
    if found := _filter():
        found.load()


def confinement() -> str:
    """What a child is held to on this machine, in one line for `intake doctor`."""
    abi = _landlock()
    held = ["limits"]
    if abi:
        held.append(f"files (Landlock ABI {abi})")
    if _filter():
        held.append("no network, no programs (seccomp)")
    elif abi >= 4:  # Linux 6.7
        held.append("no TCP (Landlock)")
    lacking = [name for name, there in (("Landlock", abi), ("seccomp", _filter())) if not there]
    return ", ".join(held) + (f"; this kernel offers no {' and no '.join(lacking)}" if lacking else "")
