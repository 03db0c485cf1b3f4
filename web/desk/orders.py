"""Turns the form of a choice into an order, as `intake decide` turns what is typed into one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlmodel import select
from starlette.datastructures import FormData, UploadFile

from decisions.acts.erase import TYPED
from decisions.acts.errors import ActRefusedError
from decisions.acts.order import Order
from decisions.acts.refusals import of_pages
from decisions.acts.spoken import spoken_act
from decisions.acts.targets import targets_among
from decisions.acts.typed import Before, Spoken
from ingest.acting import files_from
from ingest.making import Mail, split_off
from screening.model.act import Act, ActKind
from storage.engine import reading
from storage.entries.cards import Card, cards
from storage.entries.filed import files_in
from storage.tables import Entry
from web.desk.fields import text, texts
from web.desk.moments import moment_in
from web.site import Site
from web.staged import Staged

_NOT_HERE = (ActKind.NEW, ActKind.PROPOSE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order, and the mail that staff make with it, if they do."""

    order: Order
    mail: Mail | None = None


def wanted(site: Site, staged: Staged, card: Card, form: FormData, who: str) -> Wanted:
    """What the form asks for; the caller holds `mails.turn`. Raises ActRefusedError: what may be said."""
    kind = _kind(form)
    act = _attached(site, staged, form, who) if kind is ActKind.ATTACH else _said(site, card, kind, form)
    message = text(form, "message")
    order = Order(
        card.entry.reference,
        act,
        who,
        # A preview may come before its reason; what is done never does.
        text(form, "why") or ("" if text(form, "step") == "do" else "…"),
        int(message) if message.isdecimal() and len(message) < 18 else None,
        text(form, "seen") or card.version,
        reply=text(form, "quiet") != "yes",
    )
    mail = None
    if kind is ActKind.SPLIT:
        source = targets_among(act, card.lying)[0]
        mail = split_off(site.parts, site.parser, source, act.parts)
    return Wanted(order, mail)


def card_of(site: Site, reference: str) -> Card | None:
    """The card of the entry with that number, whether or not anything waits on it: also of one whose mail now
    lies in another, so that what took it there can be taken back.
    """
    parts = site.parts
    with reading(parts.engine) as session:
        query = select(Entry.id).where(Entry.contest == parts.contest, Entry.reference == reference)
        number = session.exec(query).first()
        if number is None:
            return None
        (card,) = cards(session, parts.contest, parts.settings.mailbox.sent_folder, number)
        return card


def require_typed(act: Act, form: FormData) -> None:
    """Raises ActRefusedError unless he has typed which file is erased: that is never taken back."""
    if act.kind is ActKind.ERASE and text(form, "typed").lower() != act.file[:TYPED]:
        raise ActRefusedError(of_pages.TYPED_ANOTHER, count=TYPED)


def _kind(form: FormData) -> ActKind:
    try:
        kind = ActKind(text(form, "kind"))
    except ValueError:
        raise ActRefusedError(of_pages.NO_SUCH_ACT) from None
    if kind in _NOT_HERE:
        raise ActRefusedError(of_pages.NOT_FROM_HERE, kind=kind)
    return kind


def _said(site: Site, card: Card, kind: ActKind, form: FormData) -> Act:
    with reading(site.parts.engine) as session:
        files = files_in(session, card.entry.id)
    spoken = Spoken(
        arguments=[*texts(form, "argument"), *texts(form, "code")],
        files=texts(form, "file"),
        agency=text(form, "agency"),
        words=text(form, "words"),
        to=text(form, "to"),
        at=moment_in(site, form),
    )
    stamps = stamps_of(site, card) if kind is ActKind.TIME else ()
    return spoken_act(kind, spoken, Before(card, files, stamps, site.parts.judge.rules))


def stamps_of(site: Site, card: Card) -> Sequence[datetime]:
    """The times that servers wrote into the mail whose time the act says, the newest first."""
    try:
        about = targets_among(Act(ActKind.TIME), card.lying)[-1]
    except ActRefusedError:
        return ()
    mail = site.mails.read(about)
    return [hop.at for hop in mail.parsed.hops if hop.at is not None] if mail else ()


def _attached(site: Site, staged: Staged, form: FormData, who: str) -> Act:
    token = text(form, "staged")
    if token:
        return Act(ActKind.ATTACH, files=staged.take(token, who))
    uploads = [each for each in form.getlist("upload") if isinstance(each, UploadFile) and each.filename]
    if not uploads:
        raise ActRefusedError(of_pages.CHOOSE_FILES)
    named = [(PurePath(each.filename or "").name, each.file.read()) for each in uploads]
    return Act(ActKind.ATTACH, files=files_from(site.parts, site.parser, named))
