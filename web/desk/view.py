"""Everything that the page of one card shows, read in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from decisions.acts.table import ENDS
from notifications.rendering.catalogue import explain
from review.titles import POINTS, Title
from screening.model.act import ActKind
from screening.model.decision import AgencyFinding, Reason, Role, Severity
from screening.model.rules import Rules
from screening.model.submission import Submission
from screening.reading import Reading
from storage.codec import agency_of, file_of, was_erased
from storage.entries.cards import Card, Point
from storage.entries.filed import Filed, files_in
from storage.entries.proven import proven_in
from storage.intake_log import LedgerRow, lookup
from storage.tables import Outbox
from web.desk.beside import Other, drawn, others_of
from web.desk.bodies import bodies_of, office_of
from web.desk.choice import Choice, Ground
from web.desk.choices import of_every_card, of_points
from web.desk.entry_choices import spoken_of
from web.desk.orders import stamps_of
from web.evidence.sheets import drawable
from web.site import Site
from web.visitor import Language, Visitor
from web.words import said

_OF_TIME = {code for code, kinds in ENDS.items() if ActKind.TIME in kinds}


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A point in words, with what can be done about it."""

    code: str
    title: str
    says: tuple[str, ...]
    messages: tuple[int, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """One card. `rows` are its messages, oldest first; `mail` is what the last one says, None where it cannot
    be read. `shared` are the hashes of files that another entry has as well, `office` is the agency's
    official address by the register, `proven` are the addresses for which our server has vouched.
    """

    card: Card
    rows: Sequence[LedgerRow]
    points: Sequence[OpenPoint]
    everyday: Sequence[Choice]
    files: Sequence[Filed]
    pictures: dict[str, str]
    titles: dict[str, str]
    mail: Submission | None
    letters: Sequence[Outbox]
    others: Sequence[Other]
    shared: frozenset[str]
    agency: AgencyFinding
    office: str
    proven: frozenset[str]


def view_of(session: Session, site: Site, card: Card, visitor: Visitor) -> CardView:
    """The card of an entry as it stands in this session."""
    entry, parts, language = card.entry, site.parts, visitor.language
    files = files_in(session, entry.id)
    # Pictures and titles of all files of the entry, by hash.
    pictures, titles = drawn(session, parts.contest, [file.sha256 for file in files])
    last = card.lying[-1].message_id if card.lying else None
    mail = site.mails.read(last) if last is not None else None
    register = parts.judge.rules.register
    office = office_of(card, register)
    others = others_of(session, parts.contest, spoken_of(card))
    ground = Ground(
        card,
        files,
        stamps_of(site, card) if any(point.code in _OF_TIME for point in card.points) else (),
        bodies_of(session, card, register),
        office,
        others,
        site.times,
        parts.desk.closes,
        visitor.role,
        parts.judge.second_person,
    )
    own = {file.sha256 for file in files}
    rows = lookup(session, parts.contest, entry.reference)
    return CardView(
        card=card,
        rows=rows,
        points=[_worded(site, card, point, choices, language) for point, choices in of_points(ground)],
        everyday=of_every_card(ground),
        files=files,
        pictures=_first_pages(entry.reference, rows, pictures),
        titles=titles,
        mail=mail,
        letters=letters_to(session, card),
        others=others,
        shared=frozenset(own & {file.sha256 for other in others for file in other.files}),
        agency=agency_of(entry.agency),
        office=office,
        proven=proven_in(session, [entry.id])[entry.id],
    )


def _first_pages(reference: str, rows: Sequence[LedgerRow], pictures: Mapping[str, str]) -> dict[str, str]:
    """Where each file's first page is to be seen, by its hash: one that came just now is drawn by looking."""
    found = {}
    for file in (each for row in rows for each in (*row.files, *row.taken) if not was_erased(each)):
        picture = pictures.get(file.sha256)
        if picture:
            found[file.sha256] = f"/picture/{reference}/{picture}"
        elif picture is None and file.role is Role.FORM and drawable(file_of(file)):
            found[file.sha256] = f"/page/{reference}/{file.sha256}/0"
    return found


def letters_to(session: Session, card: Card) -> list[Outbox]:
    """Our letters on account of the card's messages, oldest first."""
    messages = [each.message_id for each in card.lying]
    wanted = col(Outbox.message_id).in_(messages) | (col(Outbox.entry_id) == card.entry.id)
    return list(session.exec(select(Outbox).where(wanted).order_by(col(Outbox.id))))


def _worded(site: Site, card: Card, point: Point, choices: Sequence[Choice], language: Language) -> OpenPoint:
    """The point with the reasons of the messages that raise it, each sentence once."""
    reasons = [
        reason
        for each in card.lying
        if each.message_id in point.messages
        for reason in each.reasons
        if reason.code == point.code
    ]
    says = dict.fromkeys(explain(reason, language, "staff", site.parts.desk).what for reason in reasons)
    if point.code == "automatic" and (mail := site.mails.read(point.messages[-1])):
        says[said(_sign_of(mail, site.parts.judge.rules), language)] = None
    title: Title = POINTS.get(point.code, (point.code, point.code))
    return OpenPoint(point.code, said(title, language), tuple(says), point.messages, tuple(choices))


def _sign_of(mail: Submission, rules: Rules) -> Title:
    """By what it was taken for a machine's."""
    sign = Reading(mail, rules).machine_sign
    thai = f"ดูจากหัวจดหมาย {sign}" if sign else "ดูจากถ้อยคำในอีเมล"
    return thai, f"Told by its head: {sign}" if sign else "Told by its words"


def notes_of(view: CardView, site: Site, language: Language) -> list[str]:
    """What was only noted of the last message: it weighs in no decision, and a clerk may want it."""
    notes: list[Reason] = (
        [reason for reason in view.card.lying[-1].reasons if reason.severity is Severity.NOTE]
        if view.card.lying
        else []
    )
    return [explain(reason, language, "staff", site.parts.desk).what for reason in notes]
