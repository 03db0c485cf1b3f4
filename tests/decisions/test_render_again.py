"""A letter that could not be written is written anew as it would have been."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import deck, form, mail
from servers.office import Office, office, whose
from servers.smtp_sink import SmtpSink
from sqlmodel import Session, select

import decisions.reply
from decisions.render_again import render_again
from notifications.rendering.desk import Desk
from notifications.rendering.render import render
from screening.model.decision import Template
from screening.model.letter import Letter, Rendered
from screening.model.submission import Submission
from storage.chain.events import verify_chain
from storage.engine import reading, writing
from storage.states import OutboxState
from storage.tables import Event, Message, Outbox

FOUNDER, STRANGER = "a@maesai.go.th", "someone@else.example"
ENTRY = mail(form(), dmarc="pass", **whose(FOUNDER))
OFFER = mail(deck(), subject="Re: [DGTI-2566-0001]", **whose(STRANGER))


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as made:
        yield made


def refuse(letter: Letter, desk: Desk) -> Rendered:
    if letter.template is Template.CONFIRM:
        raise ValueError
    return render(letter, desk)


def asked(desk: Office) -> Outbox:
    """The letter that asks a founder whether a stranger's deck is his."""
    desk.receive(ENTRY)
    desk.receive(OFFER)
    (letter,) = (row for row in desk.replies() if row.template is Template.CONFIRM)
    return letter


def read_again(session: Session, letter: Outbox) -> Submission:
    """The stranger's mail as the parser would give it."""
    message = session.get_one(Message, letter.message_id)
    came = message.internal_date
    return replace(OFFER, digest=message.digest, received_at=came, internal_date=came)


def test_a_letter_to_a_founder(tmp_path: Path, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sound", "broken"):
        (tmp_path / name).mkdir()
    with office(tmp_path / "sound", sink) as sound:
        meant = asked(sound)
    with office(tmp_path / "broken", sink) as desk:
        with monkeypatch.context() as broken:
            broken.setattr(decisions.reply, "render", refuse)
            row = asked(desk)
        assert (row.state, row.why, row.data) == (OutboxState.HELD, "render-failed", None)
        with writing(desk.parts.engine) as session:
            offer = read_again(session, row)
            render_again(session, row.id, offer, desk.parts.judge, "operator")
        made = desk.replies()[row.id - 1]
        assert (made.state, made.why, made.to_address) == (OutboxState.PENDING, "", FOUNDER)
        assert (made.rfc_message_id, made.subject) == (meant.rfc_message_id, meant.subject)
        assert made.data == meant.data
        with reading(desk.parts.engine) as session:
            told = session.exec(select(Event).where(Event.what == "reply-render")).one()
            assert (told.who, told.outbox_id, told.facts["state"]) == ("operator", row.id, "pending")
            assert list(verify_chain(session, desk.parts.contest)) == []
