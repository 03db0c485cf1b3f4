"""Files that staff have uploaded and not yet confirmed: looked into, in the store, and part of no entry."""

import secrets
from collections import OrderedDict
from threading import Lock

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_pages
from screening.model.submission import File

_MOST = 100


class Staged:
    """In memory: what is lost with the process is chosen again. A token belongs to who uploaded."""

    def __init__(self) -> None:
        self._files = OrderedDict[str, tuple[str, tuple[File, ...]]]()
        self._guard = Lock()

    def put(self, who: str, files: tuple[File, ...]) -> str:
        """Keeps what was read of the files until they are confirmed; the oldest of many go."""
        token = secrets.token_urlsafe()
        with self._guard:
            self._files[token] = who, files
            while len(self._files) > _MOST:
                self._files.popitem(last=False)
        return token

    def take(self, token: str, who: str) -> tuple[File, ...]:
        """The files again. Raises ActRefusedError where they are not there any more."""
        with self._guard:
            owner, files = self._files.get(token, ("", ()))
        if owner != who:
            raise ActRefusedError(of_pages.NOT_KEPT)
        return files
