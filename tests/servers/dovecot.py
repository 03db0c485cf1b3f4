"""A real Dovecot 2.3 on loopback, with its own folder, ports, users and certificate authority."""

import grp
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from imapclient import IMAPClient
from imapclient.imap_utf7 import encode
from servers.certificates import make_certificates

from settings.servers import Mailbox
from settings.values import Tls

CONFIG = """\
protocols = imap
listen = 127.0.0.1
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
ssl = yes
ssl_cert = <{root}/server.pem
ssl_key = <{root}/server.key
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
mail_location = maildir:~/Maildir
mailbox_list_index = no
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
{extra}
"""

# Dovecot keeps no mail as root: there the mail belongs to nobody's numbers, else to whoever runs the tests.
ROOT = os.geteuid() == 0
MAIL_UID, MAIL_GID = (65534, 65534) if ROOT else (os.geteuid(), os.getegid())

# A test run that is killed must leave no server behind (prctl(2), PR_SET_PDEATHSIG).
_ENDS_WITH_US = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


class Dovecot:
    """One server. Any user name is an account, each with the same password.

    `extra` is added to the configuration as it stands; `names` are those of its certificate.
    """

    def __init__(
        self,
        username: str = "inbox@dga.example",
        password: str = "s3cret-pw",
        *,
        separator: str = "/",
        prefix: str = "",
        extra: str = "",
        names: str = "DNS:localhost,IP:127.0.0.1",
    ) -> None:
        self.username, self.password = username, password
        self.separator, self.prefix = separator, prefix
        self.root = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.port, self.tls_port = _free_ports(2)
        self.certificates = make_certificates(self.root, names)
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        self._configure(extra)

    def start(self) -> "Dovecot":
        """Starts the server and returns once both ports answer; skips the test where there is no Dovecot."""
        command = [*_ENDS_WITH_US, _executable(), "-F", "-c", str(self.root / "dovecot.conf")]
        with (self.root / "stderr").open("wb") as told:
            self._process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=told, start_new_session=True
            )
        for port in (self.port, self.tls_port):
            self._await(port)
        return self

    def stop(self) -> None:
        """Ends the server and every connection to it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._kill()  # sessions outlive their master for a moment
            self._process = None

    def restart(self) -> None:
        """Stops, and starts again on the same ports with the same mail."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Ends it without ceremony, and removes all that it kept."""
        self._kill()
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def use_fresh_account(self, name: str) -> None:
        """From here on an account with an empty mailbox is used."""
        local = re.sub(r"[^a-z0-9]+", "-", name.lower())[:40]
        self.username = f"{local}{next(self._numbers)}@dga.example"

    def settings(self, tls: Tls = "implicit", **changes: object) -> Mailbox:
        """`[mailbox]` for this server."""
        port = self.tls_port if tls == "implicit" else self.port
        values = {"host": "127.0.0.1", "port": port, "tls": tls, "username": self.username}
        return Mailbox.model_validate(values | changes)

    def ssl_context(self) -> ssl.SSLContext:
        """Trusts this server's own authority, and no other."""
        return self.certificates.client_context()

    def client(self, user: str = "") -> IMAPClient:
        """A second client, logged in over plain loopback: the organiser's own mail program."""
        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20)
        client.normalise_times = False
        client.login(user or self.username, self.password)
        return client

    def append(self, raw: bytes, when: datetime | None = None, folder: str = "INBOX") -> None:
        """Delivers over IMAP; `when` becomes its INTERNALDATE, zone included."""
        with self.client() as client:
            client.append(folder, raw, msg_time=when)

    def deliver(
        self, messages: Iterable[bytes], when: datetime | None = None, folder: str = "INBOX", user: str = ""
    ) -> None:
        """Delivers straight into the maildir, which is fastest; `when` becomes the INTERNALDATE."""
        home = self.root / "mail" / (user or self.username)
        maildir = home / "Maildir"
        if folder != "INBOX":
            maildir /= "." + encode(folder.replace("/", ".")).decode("ascii")
        for name in ("cur", "new", "tmp"):
            (maildir / name).mkdir(parents=True, exist_ok=True)
            self._give(home, maildir.parent, maildir, maildir / name)
        for raw in messages:
            name = f"{time.time_ns()}.{next(self._numbers)}.test"
            path = maildir / "tmp" / name
            path.write_bytes(raw)
            if when is not None:
                os.utime(path, (when.timestamp(), when.timestamp()))
            self._give(path)
            path.rename(maildir / "new" / name)

    def give(self, folder: Path) -> None:
        """Makes mail that was laid there by hand the server's own."""
        self._give(folder, *folder.rglob("*"))

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            if self._process is not None:
                os.killpg(self._process.pid, signal.SIGKILL)

    def _give(self, *paths: Path) -> None:
        for path in paths:
            if ROOT:
                os.chown(path, MAIL_UID, MAIL_GID)

    def _configure(self, extra: str) -> None:
        account = pwd.getpwuid(os.geteuid())
        self.root.chmod(0o755)
        for folder in ("run", "state", "mail"):
            (self.root / folder).mkdir()
        self._give(self.root / "mail")
        (self.root / "dovecot.conf").write_text(
            CONFIG.format(
                root=self.root,
                password=self.password,
                login="dovenull" if ROOT else account.pw_name,
                user="dovecot" if ROOT else account.pw_name,
                group="dovecot" if ROOT else grp.getgrgid(account.pw_gid).gr_name,
                uid=MAIL_UID,
                gid=MAIL_GID,
                separator=self.separator,
                prefix=self.prefix,
                port=self.port,
                tls_port=self.tls_port,
                extra=extra,
            ),
            encoding="utf-8",
        )

    def _await(self, port: int) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            if self._process is None or self._process.poll() is not None:
                break
            time.sleep(0.02)
        told = (self.root / "stderr").read_text() + self._log()
        raise RuntimeError(f"Dovecot did not start: {told}")

    def _log(self) -> str:
        log = self.root / "dovecot.log"
        return log.read_text(errors="replace") if log.exists() else ""


def _executable() -> str:
    path = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Dovecot is not installed, and CI must have it: apt-get install dovecot-imapd")
        pytest.skip("Dovecot is not installed (apt-get install dovecot-imapd)")
    return path


def _free_ports(number: int) -> list[int]:
    """Ports that are free now; all are held at once, so that none is given twice."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [sock.getsockname()[1] for sock in held]
    for sock in held:
        sock.close()
    return ports
