"""What keeps one file from its role: its own bytes and its type, whatever it is called."""

from screening import roles
from screening.agency.filename import extension_of, read_form_name
from screening.model.codes import reason
from screening.model.decision import Reason, Role
from screening.model.rules import Rules
from screening.model.submission import ContentState, File

_STATES = {
    ContentState.EMPTY: "empty",
    ContentState.ENCRYPTED: "encrypted",
    ContentState.UNREADABLE: "unreadable",
}


def faults(file: File, role: Role, rules: Rules) -> tuple[Reason, ...]:
    """The faults of a file as a form or a deck; none for one that passes."""
    if file.content.malware:
        return (reason("malware", received=file.name, detail=file.content.malware),)
    if file.size == 0:
        return (reason(f"{role}-empty", received=file.name),)
    if not roles.right_type(file, role, rules):
        ending = extension_of(file.name)
        code = _form_type(file, ending, rules) if role is Role.FORM else _deck_type(file, ending, rules)
        return (reason(code, received=file.name, type=file.type.value, extension=ending),)
    state = _STATES.get(file.content.state, "")
    return (reason(f"{role}-{state}", received=file.name, detail=file.content.detail),) if state else ()


def passes(file: File, role: Role, rules: Rules) -> bool:
    """Whether a file is as good as its role asks."""
    return not faults(file, role, rules)


def _form_type(file: File, ending: str, rules: Rules) -> str:
    claims_form = ending in rules.form_extensions and file.type not in roles.FORM_LIKE
    return "form-mismatch" if claims_form else "form-type"


def _deck_type(file: File, ending: str, rules: Rules) -> str:
    counts = ending in (*rules.deck_extensions, *rules.video_extensions)
    other = (*roles.DECKS, *roles.FORM_LIKE)  # whose true type is worth telling
    return "deck-unreadable" if counts and file.type not in other else "deck-type"


def marker_number(file: File) -> int:
    """The number behind the form marker of the file's name; 0 without a marker."""
    return read_form_name(file.name).number
