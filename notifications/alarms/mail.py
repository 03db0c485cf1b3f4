"""`[alarm] email`: one mail for all that is due, through `[smtp]`, marked so that it is never an entry."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

from credentials import Credential
from notifications.alarms.book import Notice
from notifications.alarms.errors import NotDelivered
from notifications.alarms.words import cures, headings, told
from notifications.errors import RenderError
from notifications.rendering.dates import loose, moment
from notifications.rendering.desk import Desk
from notifications.rendering.environment import fill
from notifications.rendering.mail import Draft, build
from notifications.transport import Smtp, Timeouts, TransportError
from settings import servers

_PATIENCE = Timeouts(command=10.0, final=30.0)


class Mail:
    """The channel. It has a connection of its own: the sender's may be waiting for a server."""

    name = "mail"

    def __init__(
        self,
        to: str,
        desk: Desk,
        smtp: servers.Smtp,
        credential: Credential | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._to, self._desk, self._clock = to, desk, clock
        self._smtp, self._credential = smtp, credential

    def deliver(self, notices: Sequence[Notice]) -> None:
        """Sends one mail. Raises NotDelivered."""
        try:
            letter = written(notices, self._to, self._desk, self._clock())
            with Smtp(self._smtp, self._credential, timeouts=_PATIENCE) as smtp:
                smtp.send(letter, self._to, before_data=lambda: None)
        except (TransportError, RenderError) as error:
            raise NotDelivered(str(error)) from None


def written(notices: Sequence[Notice], to: str, desk: Desk, now: datetime) -> bytes:
    """The whole mail. Raises RenderError when an address cannot be used."""
    first = headings(notices[0])[0]
    more = f" และอีก {len(notices) - 1} เรื่อง" if len(notices) > 1 else ""
    body = "\n\n\n".join(_paragraphs(notice, desk, now) for notice in notices)
    text = f"{body}\n\n--\nระบบรับผลงานทางอีเมล · intake, {desk.contest}\n"
    return plain_mail(desk, to, f"[intake {desk.contest}] {first}{more}", text, now, "alarm")


def plain_mail(desk: Desk, to: str, subject: str, text: str, now: datetime, kind: str) -> bytes:
    """A mail to our own people, marked so that it is never an entry. `kind` stands in its Message-ID.

    Raises RenderError when an address cannot be used.
    """
    token = hashlib.sha256(f"{now.isoformat()}\n{to}\n{text}".encode()).hexdigest()[:32]
    return build(
        Draft(
            sender_name=desk.name_th,
            from_address=desk.from_address,
            reply_to=desk.from_address,
            to=to,
            subject=subject,
            date=now.astimezone(desk.zone),
            message_id=f"<{token}.{kind}@{desk.from_address.rpartition('@')[2]}>",
            in_reply_to=(),
            references=(),
            contest=desk.contest,
            text=text,
            html=f'<div lang="th" style="white-space:pre-wrap">{escape(text)}</div>',
            automatic="auto-generated",
        )
    )


def _paragraphs(notice: Notice, desk: Desk, now: datetime) -> str:
    thai, english = headings(notice)
    cure_thai, cure_english = cures(notice)
    when_thai, when_english = _when(notice, desk, now)
    detail = "\n".join(fill(line, indent="    ") for line in told(notice).splitlines())
    parts = [
        f"{fill(thai)}\n{when_thai}",
        cure_thai and fill(cure_thai),
        f"{fill(english)}\n{when_english}",
        detail,
        cure_english and fill(cure_english),
    ]
    return "\n\n".join(part for part in parts if part)


def _when(notice: Notice, desk: Desk, now: datetime) -> tuple[str, str]:
    began, ended = (
        [loose(moment(at, desk.zone, language)) for language in ("th", "en")] for at in (notice.since, now)
    )
    if notice.state == "over":
        return f"ตั้งแต่{began[0]}\nถึง{ended[0]}", f"From {began[1]}\nuntil {ended[1]}"
    if notice.state == "report":
        return f"เมื่อ{began[0]}", f"On {began[1]}"
    return f"ตั้งแต่{began[0]}", f"Since {began[1]}"
