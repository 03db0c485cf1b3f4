"""The mails of those who write about an entry: its founder, the office, a guest, a stranger, a forger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from model.kinds import Sent, digest_of
from model.table import Act, Tie, Who
from servers.mails import ADDRESS, CLOSES, MIDDLE, NAMES, form, presentation, sender

from demo.samples import mime
from demo.samples.mime import RECEIVING_HOST, Attachment, Envelope

MOST = 60
"""More agencies than write in one life; a longer register takes longer to read."""
SHARED = 15
"""The names behind those are each borne by two bodies."""


class Brings(StrEnum):
    """What a mail brings. Copies of the founder's files may be in anybody's hands."""

    THANKS = "thanks"
    WORDS = "words"
    FOUNDERS_DECK = "founder's deck"
    DECK = "deck"
    OTHER_DECK = "other deck"
    SET = "set"
    FOUNDERS_SET = "founder's set"


@dataclass(frozen=True, slots=True)
class Target:
    """An entry that somebody writes about: what he may know of it. `letter` is one of ours to its founder."""

    name: str
    number: int
    reference: str
    letter: str = ""


def official(number: int) -> str:
    """The address of agency `number` by the register."""
    return f"saraban_05{number:06}@dla.go.th"


def register() -> str:
    """The agencies, as an operator's register lists them."""
    rows = (f"{name},เมือง,เชียงใหม่,{official(number)}" for number, name in enumerate(NAMES[:MOST]))
    twice = (
        f"{name},เมือง,{where}," for name in NAMES[MOST : MOST + SHARED] for where in ("เชียงใหม่", "เชียงราย")
    )
    return "\n".join(["full_name,amphoe,province,saraban_email", *rows, *twice]) + "\n"


def brought(who: Who, brings: Brings, number: int) -> list[Attachment]:
    """The files; what two of the cast call their deck are other bytes."""
    own = 1000 * (1 + list(Who).index(who)) + number
    if brings in (Brings.THANKS, Brings.WORDS):
        return []
    return {
        Brings.FOUNDERS_DECK: lambda: [presentation(number)],
        Brings.DECK: lambda: [presentation(own)],
        Brings.OTHER_DECK: lambda: [presentation(own + 500)],
        Brings.SET: lambda: [form(number, version=1), presentation(own)],
        Brings.FOUNDERS_SET: lambda: [form(number), presentation(number)],
    }[brings]()


def written(
    slug: str,
    who: Who,
    tie: Tie,
    brings: Brings,
    about: Target,
    *,
    late: bool = False,
    **more: str,
) -> Sent:
    """A mail about an entry. `more`: the `address` of who has none of his own by the table, `reply_to`, and
    `again`, the mail whose answer a stranger answers.
    """
    files = brought(who, brings, about.number)
    address = {
        Who.FOUNDER: sender(about.number),
        Who.OFFICE: official(about.number),
        Who.FORGER: sender(about.number),
    }.get(who) or more["address"]
    reply_to = more.get("reply_to", "")
    answers = {Tie.LETTER: about.letter, Tie.OWN: about.letter, Tie.MESSAGE_ID: about.name}.get(tie, "")
    lines = [f"In-Reply-To: {answers}", f"References: {answers}"] if answers else []
    lines += [f"Reply-To: {reply_to}"] if reply_to else []
    received = CLOSES + timedelta(hours=1) if late else MIDDLE
    subject = f"Re: [{about.reference}]" if tie is Tie.NUMBER else "Re: เรื่องเดิม"
    envelope = Envelope(slug, address, "ผู้ประสานงาน", subject, received, ADDRESS, tuple(lines))
    result = {Who.OFFICE: "pass", Who.FORGER: "fail"}.get(who)
    top = f"Authentication-Results: {RECEIVING_HOST}; dmarc={result}\r\n" if result else ""
    raw = top.encode() + mime.mail(envelope, _text(brings), files)
    act = Act(who, tie, about.name, *_hashes(files), brings is Brings.THANKS, late, more.get("again", ""))
    return Sent(raw, about.number, address, reply_to or address, act=act, received=received)


def _text(brings: Brings) -> str:
    if brings is Brings.THANKS:
        return "ขอบคุณครับ\r\n"
    return "ขอทราบผลครับ\r\n" if brings is Brings.WORDS else "ส่งไฟล์ตามแนบ\r\n"


def _hashes(files: Sequence[Attachment]) -> tuple[str, str]:
    """Of the form and of the deck."""
    found = {file.type: digest_of(file) for file in files}
    return found.get(mime.PDF, ""), found.get(mime.PPTX, "")
