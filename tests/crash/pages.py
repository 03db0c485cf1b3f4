"""The same acts done in a browser: the process that serves the pages dies at a point of the act."""

import os
import signal
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
from crash.deeds import OF_THE_ACT, Deed, Trial
from crash.life import KILLED, Life, armed
from crash.points import Point
from servers.installation import Installation
from servers.mails import form, presentation

from decisions.acts.erase import TYPED
from storage.accounts import accounts, sessions
from storage.accounts.accounts import By
from storage.accounts.roles import StaffRole
from storage.engine import writing
from web.entrance.cookies import token_of

_WHO = "somsri"
_PATIENCE = 60
_FILES = [sha256(file.data).hexdigest() for file in (form(1), presentation(1))]
"""Of the mail that most deeds are about."""


def form_of(deed: Deed, version: str) -> list[tuple[str, str]]:
    """What the page's form would send for what is typed at a terminal."""
    _, _, kind, *rest = deed.typed
    fields = [("kind", kind), ("why", "ตรวจแล้ว"), ("seen", version), ("step", "do")]
    names = iter(rest)
    for each in names:
        if each == "--words":
            fields.append(("words", next(names)))
        elif each == "--file":
            # The terminal counts the files of a mail; a page names them by their hash.
            fields.append(("file", _FILES[int(next(names)) - 1]))
        else:
            fields.append(("argument", each))
    if deed.erases:
        fields.append(("typed", _FILES[1][:TYPED]))
    return fields


@dataclass
class PagesTrial(Trial):
    """As its parent, but that the act is done on a page, and its letter has gone by a daemon before."""

    port: int = 0
    token: str = ""

    def _take_in(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        super()._take_in()
        now = datetime.now(UTC)
        with self.installation.parts() as parts, writing(parts.engine) as session:
            by = By(_WHO, parts.contest, now)
            account = accounts.add(session, _WHO, StaffRole.ADMIN, "no password fits this", by)
            self.token = sessions.begin(session, account, now)

    def _configure(self, installation: Installation) -> None:
        installation.configure(review={"letter_waits": 10}, web={"port": self.port})

    def _do(self, installation: Installation, point: Point, version: str) -> Life:
        begun = time.monotonic()
        mutant = self.mutant if installation is self.installation else ""
        with armed(installation, point, mutant) as gate, ThreadPoolExecutor(1) as pool:
            ending = pool.submit(installation.intake, "web")
            try:
                answer = self._post(ending, version)
            finally:
                if not ending.done() and (gate / "pid").exists():
                    with suppress(ProcessLookupError):  # it may have just died of its point
                        os.kill(int((gate / "pid").read_text()), signal.SIGTERM)
            done = ending.result()
        if answer is None:
            assert done.returncode == KILLED, f"no answer, and it ended with {done.returncode}: {done.stderr}"
            return Life(KILLED, time.monotonic() - begun, done.stderr)
        assert done.returncode in (0, KILLED), done.stderr
        return Life(0 if answer.status_code == 303 else 1, time.monotonic() - begun, _refusal(answer))

    def _post(self, ending: "Future[Any]", version: str) -> httpx.Response | None:
        """None where the process died before it answered."""
        address = f"http://127.0.0.1:{self.port}"
        fields = [*form_of(self.deed, version), ("token", token_of(self.token))]
        end = time.monotonic() + _PATIENCE
        with httpx.Client(base_url=address, cookies={"session": self.token}, timeout=_PATIENCE) as client:
            while time.monotonic() < end and not ending.done():
                try:
                    client.get("/healthz")
                    break
                except httpx.TransportError:
                    time.sleep(0.05)
            data = urlencode(fields)
            headers = {"Origin": address, "Content-Type": "application/x-www-form-urlencoded"}
            try:
                return client.post(f"/desk/{self.deed.reference}", content=data, headers=headers)
            except httpx.TransportError:
                return None

    def _only_of_acts(self, found: dict[str, Any]) -> dict[str, Any]:
        """What was looked at leaves an event of its own; the act is judged by what it is made of."""
        acts = [{**row, "over": None} for row in found["act"]]
        return {"act": acts} | {name: found[name] for name in OF_THE_ACT}


def _refusal(answer: httpx.Response) -> str:
    """Why the page has not done it, without the page around."""
    refused = answer.text.partition('class="refused"')[2].partition("</")[0]
    return f"{answer.status_code} {refused or answer.text[:500]}"
