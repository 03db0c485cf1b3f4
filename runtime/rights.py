"""Which folder or file on the way to a path refuses this account, and whose it is."""

import os
import pwd
from contextlib import suppress
from pathlib import Path


def refusal(path: Path) -> str:
    """What refuses us on the way to `path`, its owner, our account, the cure; empty where nothing does.

    A disk that can only be read refuses everybody, and is not told of here.
    """
    place = _refusing(path.absolute())
    if place is None or os.statvfs(place.parent).f_flag & os.ST_RDONLY:
        return ""
    found = place.stat()
    owner, we = _account(found.st_uid), _account(os.geteuid())
    if owner == we:
        return f"{place} is {we}'s own, and its mode {found.st_mode & 0o777:o} refuses: chmod u+rwX {place}"
    # With a file of ours its neighbours need the same.
    whole = place if place.is_dir() else place.parent
    return f"{place} belongs to {owner}, and this runs as {we}: run it as {owner}, or chown -R {we} {whole}"


def first_missing(path: Path) -> Path:
    """The first folder on the way to `path` that is not there, or `path` itself."""
    path = path.absolute()
    with suppress(OSError):
        return next((each for each in [*reversed(path.parents), path] if not each.exists()), path)
    return path


def _refusing(path: Path) -> Path | None:
    for folder in reversed(path.parents):
        if folder.is_dir() and not os.access(folder, os.X_OK, effective_ids=True):
            return folder
    if path.exists():
        wanted = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
        return None if os.access(path, wanted, effective_ids=True) else path
    there = first_missing(path).parent
    return None if os.access(there, os.W_OK, effective_ids=True) else there


def _account(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
