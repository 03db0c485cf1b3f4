"""What is left of an erased file: what it was and what it counted for, and nothing that somebody wrote."""

from dataclasses import replace

from screening.agency.filename import extension_of
from screening.model.decision import Role
from screening.model.submission import Content, File

_SAID = "ลบแล้ว erased"


def neutral(file: File, role: Role, canonical: str = "") -> File:
    """The file as it is read and judged from then on. `canonical` is the name, made of its agency's, under
    which a form is kept.

    Its hash, size and type stay, and how far it could be read: what was faulty stays so.
    """
    content = file.content
    bare = Content(
        state=content.state,
        detail=_SAID if content.detail else "",
        pages=content.pages,
        blank=content.blank,
        width=content.width,
        height=content.height,
        dpi=content.dpi,
        illustrated=content.illustrated,
        macros=content.macros,
        malware=_SAID if content.malware else "",
        archive=content.archive,
        erased=role.value,
    )
    return replace(file, name=neutral_name(file.name, role, canonical), content=bare, within=())


def neutral_name(name: str, role: Role, canonical: str = "") -> str:
    """A name that tells the role and the ending alone; of a form whose agency is known, that as well."""
    if role is Role.FORM and canonical:
        return canonical
    return f"{_CALLED[role]}{extension_of(name)}"


_CALLED = {Role.FORM: "form1", Role.DECK: "deck", Role.OTHER: "erased"}
