"""What an act says, beside its name: which body, which number, whom, until when."""

from review.titles import ACTS, FAULTS, POINTS, ROLES, SETTLED, Title
from screening.model.act import Act, ActKind


def title_of(act: Act) -> Title:
    """What the act is called: that a point is settled is said of some otherwise."""
    own = [SETTLED[code] for code in act.codes if code in SETTLED] if act.kind is ActKind.SETTLED else []
    return own[0] if len(own) == 1 == len(act.codes) else ACTS[act.kind]


def about(act: Act) -> Title:
    """In Thai and in English; empty for an act that says no more than its name. A time is not told here."""
    said: list[Title] = []
    if act.agency and act.agency.place:
        place = act.agency.place
        thai = f"{place.name} อ.{place.district or '–'} จ.{place.province or '–'}"
        said.append((thai, f"{place.name}, {place.district or '–'}, {place.province or '–'}"))
    said += [(each, each) for each in (act.reference, act.to) if each]
    said += [FAULTS.get(code) or POINTS.get(code) or (code, code) for code in act.codes]
    if act.role:
        said.append(ROLES[act.role])
    said += [(file.name, file.name) for file in act.files]
    if act.act:
        said.append((f"#{act.act}", f"#{act.act}"))
    return ", ".join(thai for thai, _ in said), ", ".join(english for _, english in said)
