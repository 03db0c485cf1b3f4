"""Raw mails of anybody, read, judged and answered by the program's own parts; the letters that went out."""

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from servers.mails import ADDRESS, CONTEST
from servers.office import MIDDLE, Clock, _fresh
from servers.smtp_sink import SmtpSink

from decisions.decide import record_decision
from demo.samples import mime
from demo.samples.decks import deck as slides
from demo.samples.forms import pdf_form
from notifications.sending.sender import send_due
from notifications.transport import Smtp, Timeouts
from parsers.child import message
from parsers.submission import assemble
from review.contract import logged
from runtime.parts import Parts, open_parts
from runtime.ready import make_ready
from settings import Settings
from storage.engine import reading, writing
from storage.intake_log import rows
from storage.mail.messages import ImapKey, Received, record_sighting

SERVER = "mx.dga.or.th"
BODY, OTHER, TWIN = "เทศบาลตำบลแม่ไทรงาม", "เทศบาลตำบลหนองปลาทอง", "เทศบาลตำบลหนองบัว"
DISTRICT, PROVINCE = "แม่ไทร", "เชียงราย"
HOST, OTHER_HOST = "maesai-ngam.go.th", "nongplathong.go.th"
SARABAN, OTHER_SARABAN = "saraban_05570101@dla.go.th", "saraban_05570202@dla.go.th"
FOUNDER = "somchai.secret@gmail.com"
STRANGER = "mallory@evil.example"
REGISTER = f"""full_name,amphoe,province,code,web_domains,head_title
{BODY},{DISTRICT},{PROVINCE},5570101,{HOST},นายกเทศมนตรี
{OTHER},เมือง,เชียงใหม่,5570202,{OTHER_HOST},นายกเทศมนตรี
{TWIN},เมือง,กาญจนบุรี,5710303,,นายกเทศมนตรี
{TWIN},หนองบัว,นครสวรรค์,5600404,,นายกเทศมนตรี
เทศบาลตำบลสามสวน,เมือง,ลำพูน,5510505,,นายกเทศมนตรี
องค์การบริหารส่วนจังหวัดเชียงราย,,เชียงราย,2570001,chiangrai-pao.go.th,นายกองค์การบริหารส่วนจังหวัด
"""


def broken(reason: str) -> pytest.MarkDecorator:
    """An attack that still works: its test fails, and the suite does too once it no longer does."""
    return pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)


def rest_slow(cases: Sequence[Any], quick: int) -> list[Any]:
    """The first few cases in CI, the others with what takes longer."""
    slow = (pytest.param(each, marks=pytest.mark.slow) for each in cases[quick:])
    return [*cases[:quick], *slow]


@dataclass(frozen=True)
class Item:
    """One attached file."""

    name: str
    data: bytes
    type: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def form(agency: str = BODY, salt: str = "", name: str = "") -> Item:
    """A scanned form; another `salt` makes other bytes."""
    return Item(name or f"{agency}_form1.pdf", _page() + f"\n% {salt or agency}\n".encode(), mime.PDF)


def deck(salt: str = "", name: str = "ผลงาน.pptx") -> Item:
    """A deck; another `salt` makes other bytes."""
    file = io.BytesIO(_slides())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(zipfile.ZipInfo("ppt/media/image99.jpg", (2023, 7, 20, 10, 0, 0)), salt or "deck")
    return Item(name, file.getvalue(), mime.PPTX)


def faulty(agency: str = BODY, salt: str = "") -> Item:
    """A form that does not open."""
    return Item(f"{agency}_form1.pdf", _page()[:400] + salt.encode(), mime.PDF)


@cache
def _page() -> bytes:
    return pdf_form("x", "x")


@cache
def _slides() -> bytes:
    return slides("หน่วยงาน", "แอปแจ้งเหตุ")


@dataclass(frozen=True)
class Letter:
    """A letter of ours, as whoever gets it reads it."""

    to: str
    raw: bytes
    mail: EmailMessage
    text: str
    html: str

    @property
    def id(self) -> str:
        return str(self.mail["Message-ID"]).strip()

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    @property
    def threads(self) -> set[str]:
        return set(f"{self.mail['In-Reply-To'] or ''} {self.mail['References'] or ''}".split())

    @property
    def all(self) -> str:
        """All that it says, with its line breaks gone."""
        heads = " ".join(f"{name}: {value}" for name, value in self.mail.items())
        return " ".join(f"{heads} {self.text} {self.html}".split())


@dataclass(frozen=True)
class Answer:
    """What came of one mail: its record and every letter that went out because of it."""

    row: dict[str, Any]
    letters: tuple[Letter, ...]

    @property
    def ref(self) -> str:
        return str(self.row["reference"] or "")

    @property
    def verdict(self) -> str:
        return str(self.row["verdict"])

    @property
    def status(self) -> str:
        return str(self.row["entry_status"] or "")

    @property
    def codes(self) -> set[str]:
        return {reason["code"] for reason in self.row["reasons"]}

    @property
    def grade(self) -> str:
        return str((self.row["writer"] or {}).get("grade", ""))

    @property
    def template(self) -> str:
        return str(self.row["reply"]["template"] or "")

    def to(self, address: str) -> tuple[Letter, ...]:
        return tuple(each for each in self.letters if each.to == address)

    @property
    def reply(self) -> Letter:
        """The answer to the writer, which must have gone out."""
        (only,) = (each for each in self.letters if each.id == self.row["reply"]["message_id"])
        return only

    def notice(self, template: str) -> Letter:
        """The one letter of this kind to somebody else."""
        (told,) = (each for each in self.row["notices"] if each["template"] == template)
        (only,) = (each for each in self.letters if each.id == told["message_id"])
        return only

    @property
    def notices(self) -> list[str]:
        return sorted(each["template"] for each in self.row["notices"] if each["suppressed"] is None)

    def __str__(self) -> str:
        keys = ("reference", "about", "verdict", "entry_status", "writer", "reply", "notices")
        told = {key: self.row[key] for key in keys}
        return f"{told} {sorted(self.codes)} sent to {[each.to for each in self.letters]}"


@dataclass
class Post:
    """One installation. `stamps`: whether its own server authenticates mail."""

    parts: Parts
    sink: SmtpSink
    smtp: Smtp
    clock: Clock
    folder: Path
    stamps: bool = False
    _count: int = field(default=0)

    def begin_anew(self) -> None:
        """All records gone: a test each, and the statements are compiled once for all."""
        self.parts.engine.dispose()
        for path in self.folder.glob("intake.db*"):
            path.unlink()
        (self.folder / "intake.db").write_bytes(_fresh())
        self.sink.mails.clear()
        self.clock.now = MIDDLE

    def mail(
        self,
        sender: str = FOUNDER,
        *files: Item,
        text: str = "ขอส่งผลงานเข้าประกวดตามแนบ",
        subject: str = "ส่งผลงานเข้าประกวด",
        answers: "Letter | str | None" = None,
        auth: str = "pass",
        after: float = 300,
        **heads: Any,
    ) -> Answer:
        """A mail comes `after` seconds, is read, judged, and its letters go out."""
        raw = self.write(sender, *files, text=text, subject=subject, answers=answers, auth=auth, **heads)
        return self.take(raw, after)

    def take(self, raw: bytes, after: float = 300) -> Answer:
        """A raw mail comes."""
        self.clock.step(seconds=after)
        before = len(self.sink.mails)
        identity = self._record(raw)
        self.send()
        with reading(self.parts.engine) as session:
            (row,) = (logged(each) for each in rows(session, self.parts.contest) if each.id == identity)
        return Answer(row, tuple(map(_letter, self.sink.mails[before:])))

    def send(self) -> tuple[Letter, ...]:
        """One round of the sender; what went out."""
        before = len(self.sink.mails)
        send_due(self.parts.outgoing, self.smtp, lambda: False)
        return tuple(map(_letter, self.sink.mails[before:]))

    def wait(self, **by: float) -> tuple[Letter, ...]:
        """Time passes; what went out at its end."""
        self.clock.step(**by)
        return self.send()

    def write(
        self,
        sender: str,
        *files: Item,
        text: str,
        subject: str,
        answers: "Letter | str | None" = None,
        auth: str = "pass",
        reply_to: str = "",
        message_id: str = "",
        references: str = "",
        in_reply_to: str = "",
        return_path: str | None = None,
        from_header: str = "",
        extra: tuple[str, ...] = (),
    ) -> bytes:
        """A mail as its writer makes it. `auth`: what our server found (pass, fail), where it looks."""
        self._count += 1
        thread = answers.id if isinstance(answers, Letter) else (answers or "")
        domain = sender.rpartition("@")[2]
        if isinstance(answers, Letter) and subject == "ส่งผลงานเข้าประกวด":
            subject = f"Re: {answers.subject}"
        lines = [f"Return-Path: <{sender if return_path is None else return_path}>"]
        if self.stamps and auth:
            lines.append(f"Authentication-Results: {SERVER}; dmarc={auth} header.from={domain}")
        lines += [
            f"From: {from_header or f'<{sender}>'}",
            f"To: <{ADDRESS}>",
            f"Subject: {Header(subject, 'utf-8').encode(linesep=chr(13) + chr(10))}",
            f"Message-ID: {message_id or f'<m{self._count}.{id(self)}@{domain}>'}",
            "Date: Thu, 20 Jul 2023 10:00:00 +0700",
            *([f"Reply-To: {reply_to}"] if reply_to else []),
            *([f"In-Reply-To: {in_reply_to or thread}"] if in_reply_to or thread else []),
            *([f"References: {references or thread}"] if references or thread else []),
            *extra,
            "MIME-Version: 1.0",
        ]
        head = "".join(f"{line}\r\n" for line in lines).encode()
        body = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        body += mime.base64(f"{text}\r\n".encode())
        if not files:
            return head + body
        parts = (mime.Attachment(each.name, each.data, each.type).part() for each in files)
        return head + mime.multipart("mixed", f"b{self._count}", [body, *parts])

    def rows(self) -> list[dict[str, Any]]:
        """`intake log --json`."""
        with reading(self.parts.engine) as session:
            return [logged(row) for row in rows(session, self.parts.contest)]

    def letters(self, to: str) -> list[Letter]:
        """All that ever went to an address."""
        return [each for each in map(_letter, self.sink.mails) if each.to == to]

    def _record(self, raw: bytes) -> int:
        digest = hashlib.sha256(raw).hexdigest()
        now = self.clock.now
        received = Received(self.parts.contest, digest, len(raw), len(raw), now, "INBOX")
        with writing(self.parts.engine) as session:
            self._count += 1
            place = ImapKey(ADDRESS, "INBOX", 1, self._count)
            identity = record_sighting(session, place, received, now).id or 0
        path = self.folder / "raw.eml"
        path.write_bytes(raw)
        with tempfile.TemporaryDirectory() as work:
            parsed = message.read(path, Path(work))
        read = assemble(
            parsed,
            digest=digest,
            size=len(raw),
            internal_date=now,
            seen_at=now,
            trust=self.parts.settings.trust,
        )
        with writing(self.parts.engine) as session:
            record_decision(session, identity, read, self.parts.judge)
        return identity


def report(letter_id: str, address: str, status: str = "5.1.1") -> bytes:
    """A delivery report as Gmail's server would write it, made by anybody who knows the two."""
    told = (
        "Return-Path: <>\nFrom: <MAILER-DAEMON@gmail.com>\nTo: <dgti_awards@dga.or.th>\n"
        "Subject: Undelivered Mail Returned to Sender\n"
        f"Message-ID: <{abs(hash((letter_id, address)))}@gmail.com>\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        f"--B\nContent-Type: text/plain\n\nYour message could not be delivered.\n<{address}>: user unknown\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.gmail.com\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 5.1.1 user unknown\n\n"
        f"--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: {letter_id}\nTo: {address}\n\n--B--\n"
    )
    return told.replace("\n", "\r\n").encode()


def _letter(sent: Any) -> Letter:
    mail = message_from_bytes(sent.data, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    text, html = (str(part.get_content()) for part in mail.iter_parts() if isinstance(part, EmailMessage))
    ((_, to),) = getaddresses([str(mail["To"])])
    assert sent.recipients == (to,)
    return Letter(to, sent.data, mail, text.replace("\r\n", "\n"), html.replace("\r\n", "\n"))


@contextmanager
def post(
    folder: Path, sink: SmtpSink, *, stamps: bool = False, register: str = REGISTER, **tables: Any
) -> Iterator[Post]:
    """An installation in `folder`, of the contest of 2566, with a register of five bodies."""
    (folder / "register.csv").write_text(register, encoding="utf-8")
    given = {
        "contest": dict(CONTEST),
        "mailbox": {"host": "127.0.0.1", "tls": "none", "username": ADDRESS},
        "smtp": {"host": sink.host, "port": sink.port, "tls": "none", "from_address": ADDRESS},
        "storage": {"database": "sqlite:///intake.db", "files": "files"},
        "agencies": {"register": "register.csv"},
        "trust": {"authserv_id": SERVER} if stamps else {},
        **tables,
    }
    (folder / "intake.db").write_bytes(_fresh())
    settings = Settings.model_validate(given, context={"folder": folder})
    clock = Clock()
    parts = open_parts(settings)
    parts = replace(parts, judge=replace(parts.judge, clock=clock))
    make_ready(parts)
    quick = Timeouts(connect=5.0, command=5.0, final=5.0)
    with Smtp(settings.smtp, None, timeouts=quick) as way_out:
        yield Post(parts, sink, way_out, clock, folder, stamps)
    parts.engine.dispose()
