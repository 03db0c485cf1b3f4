"""Archives that nothing here opens, told by their first bytes: a person does."""

from pathlib import Path

_HEAD = 512
_STARTS = (
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"MSCF", "cabinet"),
    (0, b"SIT!", "StuffIt"),
    (0, b"StuffIt (c)", "StuffIt"),
    (0, b"ALZ\x01", "ALZip"),
    (0, b"EGGA", "ALZip"),
    (7, b"**ACE**", "ACE"),
    (2, b"-lh", "LHA"),
    (257, b"ustar", "tar"),
)


def kind_of(path: Path) -> str:
    """The kind of archive that the file is; empty for anything else."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return next((kind for at, start, kind in _STARTS if head[at : at + len(start)] == start), "")
