"""Copies a mail or a file between the store and a backup; its bytes are held against its name on the way."""

import hashlib

from storage.files import FileStore
from storage.shelves.shelf import Shelf

_BLOCK = 1 << 20


def copy(sha256: str, from_: Shelf, to: Shelf, store: FileStore) -> str:
    """Returns what is wrong with the file in `from_`, and then nothing was copied; empty when all is well.

    `store` is the one that `to` belongs to. Raises OSError.
    """
    fresh = store.incoming()
    try:
        digest = hashlib.sha256()
        with from_.open(sha256) as source, fresh.open("wb") as file:
            while block := source.read(_BLOCK):
                digest.update(block)
                file.write(block)
        if digest.hexdigest() != sha256:
            return f"{from_.place(sha256)}: its bytes are not those of its name"
        to.keep(fresh, sha256)
    except FileNotFoundError:
        return f"{from_.place(sha256)}: is missing"
    finally:
        fresh.unlink(missing_ok=True)
    return ""
