"""What one letter says, in one language: facts turned into slots, for the templates to arrange."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notifications import dates, files, words
from notifications.catalogue import Catalogue, Explanation, around_of
from notifications.clean import quoted_subject, shown_name
from notifications.dates import Language
from notifications.desk import Desk
from notifications.files import FileLine
from notifications.when import When, when
from screening.decision import EntryStatus, Param, Reason, Severity, Template
from screening.letter import Letter

MOST_FILES = 30
"""A letter lists no more files than this, and counts the others."""

NEUTRAL = frozenset({"not-local", "previously-awarded"})
"""Holds that no letter names: the applicant hears "received", until a person has looked."""


@dataclass(frozen=True, slots=True)
class Item:
    """One reason as the letter tells it."""

    code: str
    what: str
    cure: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The slots of one language, as docs/replies.md lists them. An empty string drops its sentence."""

    ref: str
    received: str
    received_exact: str
    first_received: str
    subject: str
    salutation: str
    agency: str
    agency_name: str
    status: str
    complete: bool
    version: int
    files: tuple[FileLine, ...]
    more_files: int
    absent: tuple[str, ...]
    fine: tuple[str, ...]
    faults: tuple[Item, ...]
    holds: tuple[Item, ...]
    notes: tuple[Item, ...]
    neutral: bool
    when: When
    form_types: str


def facts_of(letter: Letter, desk: Desk, texts: Catalogue, language: Language) -> Facts:
    """The facts of `letter` in `language`. Raises RenderError when an operator's text is broken."""
    times = when(letter.written_at, desk, language)
    around = around_of(desk, language, "" if times.closed else times.deadline)
    told = {severity: _items(letter, severity, language, texts, around) for severity in Severity}
    place = letter.decision.agency.place if letter.decision.agency.known else None
    discreet, received = files.is_discreet(letter), letter.submission.received_at
    again = letter.first_received_at != received and not discreet
    listed = files.lines(letter, desk.zone, language)
    return Facts(
        ref=letter.reference,
        received=dates.moment(received, desk.zone, language),
        received_exact=dates.moment(received, desk.zone, language, exact=True),
        first_received=dates.moment(letter.first_received_at, desk.zone, language, exact=True)
        if again
        else "",
        subject=quoted_subject(letter.submission.parsed.subject),
        salutation=shown_name(letter.decision.agency.head_title) if place else "",
        agency=words.full_name(place) if place else "",
        agency_name=shown_name(place.name) if place else "",
        status=files.status(letter, language),
        complete=letter.status is EntryStatus.COMPLETE and not discreet,
        version=letter.version,
        files=listed[:MOST_FILES],
        more_files=len(listed[MOST_FILES:]),
        absent=files.absent(letter, language),
        fine=files.fine(letter, language),
        faults=told[Severity.FAULT],
        holds=told[Severity.HOLD],
        notes=told[Severity.NOTE],
        neutral=_is_neutral(letter),
        when=times,
        form_types=around["form_types"],
    )


def _is_neutral(letter: Letter) -> bool:
    """Whether nothing holds the entry but what is not spoken of."""
    holds = {reason.code for reason in letter.decision.of(Severity.HOLD)}
    return bool(holds) and holds <= NEUTRAL


def _items(
    letter: Letter, severity: Severity, language: Language, texts: Catalogue, around: Mapping[str, str]
) -> tuple[Item, ...]:
    """The reasons of one severity that the letter tells; `late` itself is told by its own template."""
    reasons = [each for each in letter.decision.of(severity) if texts.is_shown(each.code)]
    if severity is Severity.HOLD and not _is_neutral(letter):
        reasons = [each for each in reasons if each.code not in NEUTRAL]
    if letter.template is Template.LATE:
        reasons = [each for each in reasons if each.code != "late"]
    told = [
        (each.code, texts.explain(_named(each, letter), language, "applicant", around)) for each in reasons
    ]
    return tuple(_distinct(told))


def _distinct(told: Iterable[tuple[str, Explanation]]) -> list[Item]:
    found: dict[Explanation, Item] = {}
    for code, explanation in told:
        found.setdefault(explanation, Item(code, explanation.what, explanation.cure))
    return list(found.values())


def _named(reason: Reason, letter: Letter) -> Reason:
    """The name to use stands with every fault of the form, also where its rule did not give one."""
    place = letter.decision.agency.place if letter.decision.agency.known else None
    if place is None or reason.severity is not Severity.FAULT or not reason.code.startswith("form-"):
        return reason
    name: dict[str, Param] = {"canonical": reason.params.get("canonical") or f"{place.name}_form1.pdf"}
    return Reason(reason.code, reason.severity, {**reason.params, **name})
