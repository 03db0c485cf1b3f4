"""Which messages of an entry an act is about."""

from collections.abc import Callable, Mapping, Sequence

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals.of_typing import FITS_NO_MESSAGE, FITS_NONE
from screening.entry.answers import ABOUT_AGENCY
from screening.model.act import Act, ActKind
from storage.entries.lying import Lying

_PLACED = frozenset(
    {"entry-ambiguous", "second-work", "sender-conflict", "revision-unproven", "agency-conflict"}
)
_OF_FILES = frozenset(
    {"deck-by-link", "archive-unreadable", "sealed-message", "too-large", "unparsable", "malware", "late"}
)
_OF_SENDER = frozenset({"sender-unverified", "sender-conflict", "revision-unproven"})
_OF_TIME = frozenset({"time-unknown", "late", "early"})
_WORDS = frozenset({"message-in-thread", "enquiry", "duplicate"})


def targets_among(act: Act, lying: Sequence[Lying]) -> tuple[int, ...]:
    """The ids of the messages of an entry, oldest first. Raises ActRefusedError where none fits."""
    found = _CHOICE.get(act.kind, _newest)(act, lying)
    if not found:
        raise ActRefusedError(FITS_NONE.get(act.kind, FITS_NO_MESSAGE), kind=act.kind)
    return tuple(each.message_id for each in found)


def _bearing(codes: frozenset[str], lying: Sequence[Lying]) -> list[Lying]:
    return [each for each in lying if each.holds & codes]


def _for_agency(_: Act, lying: Sequence[Lying]) -> Sequence[Lying]:
    """Where the doubt began: what stands behind it is judged again with it."""
    return (_bearing(frozenset(ABOUT_AGENCY), lying) or list(lying))[:1]


def _with_file(act: Act, lying: Sequence[Lying]) -> Sequence[Lying]:
    return [each for each in lying if act.file in each.files]


def _with_any_file(act: Act, lying: Sequence[Lying]) -> Sequence[Lying]:
    return [each for each in lying if each.files & set(act.parts)]


def _with_codes(act: Act, lying: Sequence[Lying]) -> Sequence[Lying]:
    if act.codes in (("appeal",), ("extended",)):
        return lying[-1:]
    return [each for each in lying if each.waits & set(act.codes)]


def _placed(_: Act, lying: Sequence[Lying]) -> Sequence[Lying]:
    return _bearing(_PLACED, lying) or lying


def _for_files(_: Act, lying: Sequence[Lying]) -> Sequence[Lying]:
    """The last that is held for its files; words in the thread only repeat for what, and go on waiting."""
    held = _bearing(_OF_FILES, lying)
    return ([each for each in held if not each.holds & _WORDS] or held or list(lying))[-1:]


def _newest(_: Act, lying: Sequence[Lying]) -> Sequence[Lying]:
    """The last message that brought something, else the last."""
    return ([each for each in lying if not each.holds & _WORDS] or list(lying))[-1:]


_CHOICE: Mapping[ActKind, Callable[[Act, Sequence[Lying]], Sequence[Lying]]] = {
    ActKind.AGENCY: _for_agency,
    ActKind.SENDER: lambda _, lying: _bearing(_OF_SENDER, lying),
    ActKind.TIME: lambda _, lying: _bearing(_OF_TIME, lying)[-1:],
    ActKind.ROLE: _with_file,
    ActKind.ERASE: _with_file,
    ActKind.SPLIT: _with_any_file,
    ActKind.SETTLED: _with_codes,
    ActKind.JOIN: _placed,
    ActKind.REPLACE: _placed,
    ActKind.SECOND_WORK: _placed,
    ActKind.ATTACH: _for_files,
    ActKind.EVIDENCE: lambda _, lying: [each for each in lying if each.files][-1:],
    ActKind.IGNORE: lambda _, lying: lying,
    ActKind.ANSWER: lambda _, lying: _bearing(_WORDS, lying) or lying[-1:],
}
