"""Writes the tables in docs/staff.md: `python -m review.docs.staff_page`. A test holds them to the code."""

import sys

from decisions.acts.table import ENDS, ON_EVERY_CARD
from decisions.acts.who_may import COMMANDS, LEAST
from screening.model.act import ActKind, Nature, nature_of
from screening.model.codes import SEVERITY
from screening.model.decision import Severity
from storage.accounts.roles import StaffRole

_DOES = {
    ActKind.NEW: (
        "intake new FILE… --at 2023-07-31T16:20",
        "an entry by hand: these files came then, by another way than mail",
    ),
    ActKind.AGENCY: ("agency 2` · `agency ชื่อเต็ม อำเภอ… จังหวัด…", "this body it is"),
    ActKind.SENDER: ("sender` · `sender DGTI-2566-0042", "who wrote is who he says; of that entry's circle"),
    ActKind.TIME: (
        "time 1` · `time --at 2023-07-31T16:20",
        "it came then: a stamp of our own server, or a time",
    ),
    ActKind.ROLE: ("role 1 form", "file 1 is the form (deck, other), and a person has looked at it"),
    ActKind.JOIN: ("join DGTI-2566-0042", "it belongs to that entry"),
    ActKind.REPLACE: ("replace` · `replace DGTI-2566-0042", "its files replace what stands there"),
    ActKind.SECOND_WORK: ("second-work", "a work of its own, under its own number"),
    ActKind.SPLIT: (
        'split --file 2 --file 3` · `split --file 2 --agency "ชื่อเต็ม อำเภอ… จังหวัด…"',
        "these files are an entry of their own, under the next number",
    ),
    ActKind.ATTACH: ("intake attach REF FILE…", "these files belong to it"),
    ActKind.EVIDENCE: ("evidence", "its files prove something, and are neither form nor deck"),
    ActKind.EXTEND: ('extend --at 2023-08-04T16:30 --words "…"', "the entry may be mended until then"),
    ActKind.SETTLED: ("settled` · `settled early", "looked into: it holds the entry no longer"),
    ActKind.ACCEPT: ("accept", "complete, whatever the rules say"),
    ActKind.REJECT: (
        'reject form-unreadable` · `reject --words "…"',
        "back to the applicant, who mends what is named",
    ),
    ActKind.DECISION: ('decision --words "…"', "not eligible: what was found, by which article"),
    ActKind.WITHDRAW: ("withdraw", "the entry is taken back"),
    ActKind.IGNORE: ("ignore", "nothing that concerns the contest"),
    ActKind.HOLD: ("hold", "a person will look once more"),
    ActKind.ASK: ('ask --words "…"', "a question to who wrote"),
    ActKind.ASK_OFFICE: (
        'ask-office --words "…"` · `ask-office 2 --words "…"',
        "a question to the agency's own address in the register",
    ),
    ActKind.ANSWER: ('answer --words "…"', "an answer in your own words"),
    ActKind.ELIGIBLE: ("eligible", "the checklist holds"),
    ActKind.APPEAL: (
        "appeal --at 2023-08-14",
        "an appeal, to be answered by then; ended by a verdict or `settled appeal`",
    ),
    ActKind.NOTE: ("note", "kept with the entry: the reason is the note"),
    ActKind.LATER: ("later --at 2023-07-24T09:00", "the card rests until then"),
    ActKind.ASSIGN: ("assign somsri", "she takes it on"),
    ActKind.ERASE: (
        "erase 2` · `erase SHA-256",
        "file 2 is erased for good, here; never taken back ([below](#erasing-a-file))",
    ),
    ActKind.UNDO: (
        "undo` · `undo 17",
        "the last act on the entry, or that one, is taken back; after an undo a number must be given",
    ),
    ActKind.PROPOSE: ("–", "an act that a second person is to do waits for him; it is typed as itself"),
    ActKind.CONFIRM: ("confirm` · `confirm 17", "the second person does what was proposed"),
}
_NATURES = {
    Nature.FACT: "fact",
    Nature.VERDICT: "verdict",
    Nature.WORDS: "words",
    Nature.DESK: "desk",
}


def acts() -> str:
    """Every act, in Markdown: what is typed, what it says, what it is."""
    lines = ["| act | typed behind `intake decide REF` | says | kind |", "|---|---|---|---|"]
    for kind in ActKind:
        typed, says = _DOES[kind]
        lines.append(f"| `{kind}` | `{typed}` | {says} | {_NATURES[nature_of(kind)]} |")
    return "\n".join(lines) + "\n"


def ends() -> str:
    """What ends each code, the likeliest act first."""
    lines = ["| waits for | is ended by |", "|---|---|"]
    lines += [f"| `{code}` | {_spelled(kinds)} |" for code, kinds in ENDS.items()]
    return "\n".join(lines) + f"\n\nOn every card: {_spelled(ON_EVERY_CARD)}.\n"


def who_may() -> str:
    """What a reviewer may not do: the acts by the role that each needs."""
    lines = ["| role | may do, beside what those above it may |", "|---|---|"]
    for role in (StaffRole.APPROVER, StaffRole.ADMIN):
        needs = [key for key, least in LEAST.items() if least is role]
        told = [f"`{key}`" if isinstance(key, ActKind) else f"`{key[0]}` where `{key[1]}`" for key in needs]
        told += [f"`{command}`" for command, least in COMMANDS.items() if least is role]
        lines.append(f"| {role.value} | {', '.join(told)} |")
    return "\n".join(lines) + "\n"


def held_codes() -> set[str]:
    """Every code for which a person has to look."""
    held = {code for code, severity in SEVERITY.items() if severity is Severity.HOLD}
    return held | {"late", "appeal", "proposed", "identity-card", "extended"}


def _spelled(kinds: tuple[ActKind, ...]) -> str:
    return ", ".join(f"`{kind}`" for kind in kinds)


if __name__ == "__main__":
    sys.stdout.write(f"{acts()}\n{ends()}\n{who_may()}")
