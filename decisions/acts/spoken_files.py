"""Turns what is typed about files into acts: each by its number on the card, or by its hash."""

from collections.abc import Sequence

from decisions.acts.bodies import body_named
from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_typing
from decisions.acts.typed import Before, Spoken, numbered
from screening.model.act import Act, ActKind
from screening.model.decision import Role
from storage.entries.filed import Filed


def role(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """`role 1 form`. Raises ActRefusedError."""
    number = numbered(spoken.arguments[:1], before.files)
    roles = [role for role in Role if [role.value] == list(spoken.arguments[1:])]
    if number is None or not roles:
        raise ActRefusedError(
            of_typing.WHICH_ROLE,
            [f"  {count}. {each.name}" for count, each in enumerate(before.files, start=1)],
        )
    return Act(kind, file=before.files[number].sha256, role=roles[0])


def erased(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """`erase 2`, or the hash in place of the number. Raises ActRefusedError."""
    sha256 = _part(spoken.arguments[0], before.files) if len(spoken.arguments) == 1 else None
    if sha256 is None:
        raise ActRefusedError(
            of_typing.WHICH_TO_ERASE,
            [
                f"  {count}. {each.name}  {each.sha256[:12]}"
                for count, each in enumerate(before.files, start=1)
                if not each.erased
            ],
        )
    return Act(kind, file=sha256)


def split(kind: ActKind, spoken: Spoken, before: Before) -> Act:
    """`split --file 2 --file 3`. Raises ActRefusedError."""
    parts = [_part(each, before.files) for each in spoken.files]
    if not parts or None in parts or spoken.arguments:
        raise ActRefusedError(
            of_typing.WHICH_TO_SPLIT,
            [f"  {count}. {each.name}" for count, each in enumerate(before.files, start=1)],
        )
    agency = body_named(spoken.agency, before.rules) if spoken.agency else None
    return Act(kind, agency=agency, parts=tuple(dict.fromkeys(filter(None, parts))))


def _part(said: str, files: Sequence[Filed]) -> str | None:
    number = numbered([said], files)
    shas = [each.sha256 for each in files]
    return files[number].sha256 if number is not None else said if said in shas else None
