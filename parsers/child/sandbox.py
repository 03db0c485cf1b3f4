"""What a child may touch beside its own memory: the raw message, its work folder and Python's own files.

Two walls, each used where the kernel offers it, neither with privileges: Landlock bounds the files (Linux
5.13), and TCP and signals on newer kernels; a seccomp filter leaves the few system calls that reading needs
(`calls`). The second is needed too: Landlock knows no modes, owners or times of files, no limits of other
processes, no shared memory, and before Linux 6.7 no network.

Not held back: what the limits of `confine` allow of memory, time and space in the work folder. How many
files it makes there is watched by the helper.
"""

import sys
import sysconfig
from functools import cache
from pathlib import Path

import landlockpy
import seccompy
from landlockpy import AccessFS, Ruleset, Scope

import parsers
import screening
from parsers.child import calls
from parsers.protocol import LACKING

_READ = AccessFS.READ_FILE | AccessFS.READ_DIR
_WORK = _READ | AccessFS.WRITE_FILE | AccessFS.TRUNCATE | AccessFS.MAKE_REG | AccessFS.REMOVE_FILE
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
        made = calls.allowed()
    except seccompy.SeccompError:
        return None
    return made if made.program else None


@cache
def _own_files() -> tuple[Path, ...]:
    """Where Python, its libraries and our own modules lie; nothing else of this machine is read."""
    schemes = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    packages = [str(Path(package.__file__ or "").parent) for package in (parsers, screening)]
    named = (*schemes, *packages, f"{sys.base_prefix}/lib", *_SHARED, _FONTS)
    wanted = {Path(each).resolve() for each in named}  # `/lib` often is `/usr/lib`
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
        calls.signals_to_itself().load()
        found.load()


def confinement() -> str:
    """What a child is held to on this machine, in one line for `intake doctor`."""
    abi = _landlock()
    _own_files()  # once for all children, too
    held = ["limits"]
    if abi:
        held.append(f"files (Landlock ABI {abi})")
    if _filter():
        held.append("no network, no programs (seccomp)")
    elif abi >= 4:  # Linux 6.7
        held.append("no TCP (Landlock)")
    lacking = [name for name, there in (("Landlock", abi), ("seccomp", _filter())) if not there]
    return ", ".join(held) + (f"; {LACKING} {' and no '.join(lacking)}" if lacking else "")
