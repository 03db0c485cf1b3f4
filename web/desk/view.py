"""Everything that the page of one card shows, read in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from decisions.acts.table import ENDS
from notifications import explain
from review.titles import POINTS, Title
from screening.agency import agencies
from screening.model.act import ActKind
from screening.model.decision import AgencyFinding, Place, Reason, Severity
from screening.model.rules import Rules
from screening.model.submission import Submission
from storage.codec import agency_of
from storage.entries.cards import Card, Point
from storage.entries.filed import Filed, files_in
from storage.intake_log import LedgerRow, lookup
from storage.tables import DecisionRow, Entry, Outbox, StoredFile
from web.desk.choice import Choice, Ground
from web.desk.choices import of_every_card, of_points
from web.desk.makers import spoken_of
from web.desk.orders import stamps_of
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
class Other:
    """Another entry of which the card speaks: what stands there, to be laid beside it."""

    entry: Entry
    files: tuple[Filed, ...]
    pictures: tuple[str, ...]
    titles: tuple[str, ...]
    senders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """One card. `rows` are its messages, oldest first; `mail` is what the last one says, None where it cannot
    be read. `shared` are the hashes of files that another entry has as well.
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


def view_of(session: Session, site: Site, card: Card, visitor: Visitor) -> CardView:
    """The card of an entry as it stands in this session."""
    entry, parts, language = card.entry, site.parts, visitor.language
    files = files_in(session, entry.id)
    # Pictures and titles of all files of the entry, by hash.
    pictures, titles = drawn(session, parts.contest, [file.sha256 for file in files])
    last = card.lying[-1].message_id if card.lying else None
    mail = site.mails.read(last) if last is not None else None
    ground = Ground(
        card,
        files,
        stamps_of(site, card) if any(point.code in _OF_TIME for point in card.points) else (),
        _taken(session, card),
        site.times,
        parts.desk.closes,
        _offices(card, parts.judge.rules),
        visitor.role,
        parts.judge.second_person,
    )
    others = [_other(session, parts.contest, reference) for reference in spoken_of(card)]
    found = [other for other in others if other is not None]
    own = {file.sha256 for file in files}
    return CardView(
        card=card,
        rows=lookup(session, parts.contest, entry.reference),
        points=[_worded(site, card, point, choices, language) for point, choices in of_points(ground)],
        everyday=of_every_card(ground),
        files=files,
        pictures=pictures,
        titles=titles,
        mail=mail,
        letters=letters_to(session, card),
        others=found,
        shared=frozenset(own & {file.sha256 for other in found for file in other.files}),
        agency=agency_of(entry.agency),
    )


def letters_to(session: Session, card: Card) -> list[Outbox]:
    """Our letters on account of the card's messages, oldest first."""
    messages = [each.message_id for each in card.lying]
    wanted = col(Outbox.message_id).in_(messages) | (col(Outbox.entry_id) == card.entry.id)
    return list(session.exec(select(Outbox).where(wanted).order_by(col(Outbox.id))))


def drawn(session: Session, contest: str, digests: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """By a file's hash: the hash of its picture, and the title of a deck by its first slide; as the files of
    this contest were read.
    """
    pictures, titles = dict[str, str](), dict[str, str]()
    of_contest = (
        select(StoredFile)
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .where(col(StoredFile.sha256).in_(digests), DecisionRow.contest == contest)
    )
    for row in session.exec(of_contest):
        if picture := str(row.content.get("picture") or ""):
            pictures[row.sha256] = picture
        slides = row.content.get("slides") or ()
        first = next((line for slide in slides for line in str(slide).splitlines() if line.strip()), "")
        if title := str(row.content.get("title") or "") or first:
            titles[row.sha256] = title[:200]
    return pictures, titles


def _taken(session: Session, card: Card) -> dict[Place, tuple[str, ...]]:
    """The entries that each candidate body has already."""
    places = agency_of(card.entry.agency).candidates
    taken = dict[Place, tuple[str, ...]]()
    for place in places:
        query = select(Entry.reference).where(
            Entry.contest == card.entry.contest,
            Entry.agency_name == place.name,
            Entry.agency_district == place.district,
            Entry.agency_province == place.province,
        )
        taken[place] = tuple(session.exec(query))
    return taken


def _offices(card: Card, rules: Rules) -> dict[Place, str]:
    """The official address of each candidate body, by the register."""
    found = dict[Place, str]()
    for place in agency_of(card.entry.agency).candidates:
        for body in agencies.lookup(place.name, rules.register):
            if body.place == place and body.saraban:
                found[place] = body.saraban
    return found


def _other(session: Session, contest: str, reference: str) -> Other | None:
    entry = session.exec(select(Entry).where(Entry.contest == contest, Entry.reference == reference)).first()
    if entry is None:
        return None
    files = tuple(files_in(session, entry.id))
    pictures, titles = drawn(session, contest, [file.sha256 for file in files])
    senders = dict.fromkeys(row.sender for row in lookup(session, contest, reference))
    return Other(entry, files, tuple(pictures.values()), tuple(titles.values()), tuple(senders))


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
    title: Title = POINTS.get(point.code, (point.code, point.code))
    return OpenPoint(point.code, said(title, language), tuple(says), point.messages, tuple(choices))


def notes_of(view: CardView, site: Site, language: Language) -> list[str]:
    """What was only noted of the last message: it weighs in no decision, and a clerk may want it."""
    notes: list[Reason] = (
        [reason for reason in view.card.lying[-1].reasons if reason.severity is Severity.NOTE]
        if view.card.lying
        else []
    )
    return [explain(reason, language, "staff", site.parts.desk).what for reason in notes]
