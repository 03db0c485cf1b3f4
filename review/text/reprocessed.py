"""What judging stored mail again changes: as a table on a terminal, as lines in a pipe, as JSON."""

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from decisions.compare import Outcome, Rejudged
from review.text.table import VERDICT_STYLE
from review.text.visible import visible
from screening.model.decision import Decision, Verdict

_COLUMNS = ("ID", "เลขที่รับ", "เดิม before", "ใหม่ after", "เหตุผล reasons", "อื่น ๆ other", "ตอบ reply")


def reprocessed(done: Rejudged) -> dict[str, Any]:
    """One message as `intake reprocess --json` prints it."""
    return {
        "id": done.message_id,
        "reference": done.references[1] or done.references[0],
        "before": _judgement(done.before),
        "after": _judgement(done.after),
        "changed": done.outcome is not Outcome.SAME,
        "proposed": done.outcome is Outcome.PROPOSED,
        "reply": done.reply.template.value if done.reply else None,
    }


def show_changes(console: Console, changes: Sequence[Rejudged]) -> None:
    """Prints every message that is judged otherwise: apart by tabs in a pipe."""
    if not console.is_terminal:
        for done in changes:
            # rich would make spaces of the tabs.
            console.file.write(visible("\t".join(cell.plain or "-" for cell in _cells(done))) + "\n")
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for index, column in enumerate(_COLUMNS):
        table.add_column(Text(column), no_wrap=index < 4, justify="right" if index == 0 else "left")
    for done in changes:
        table.add_row(*_cells(done))
    if changes:
        console.print(table)


def _judgement(decision: Decision) -> dict[str, Any]:
    return {"verdict": decision.verdict.value, "codes": _codes(decision)}


def _codes(decision: Decision) -> list[str]:
    return list(dict.fromkeys(each.code for each in decision.reasons))


def _cells(done: Rejudged) -> list[Text]:
    old, new = done.references
    return [
        Text(str(done.message_id), "dim"),
        Text((old or "–") if old == new else f"{old or '–'} → {new or '–'}", "bold"),
        _verdict(done.before.verdict),
        _verdict(done.after.verdict),
        _reasons(done),
        Text(", ".join(_others(done))),
        _reply(done),
    ]


def _verdict(verdict: Verdict) -> Text:
    _, thai, style = VERDICT_STYLE[verdict]
    return Text(f"{verdict.value} {thai}", style)


def _reasons(done: Rejudged) -> Text:
    """The codes gained and lost."""
    before, after = _codes(done.before), _codes(done.after)
    gained = [Text(f"+{code}", "yellow") for code in after if code not in before]
    lost = [Text(f"-{code}", "green") for code in before if code not in after]
    return Text(" ").join([*gained, *lost])


def _others(done: Rejudged) -> list[str]:
    """What else differs, in a word each."""
    before, after = done.before, done.after
    differs = {
        "agency": before.agency != after.agency,
        "files": before.files != after.files,
        "entry": before.change != after.change,
        "what was seen": _codes(before) == _codes(after) and before.reasons != after.reasons,
    }
    return [word for word, does in differs.items() if does]


def _reply(done: Rejudged) -> Text:
    if done.outcome is Outcome.PROPOSED:
        return Text("a person decided: only proposed", "cyan")
    if done.reply is None:
        return Text("–", "dim")
    why = f" ({done.reply.why})" if done.reply.why else ""
    return Text(f"{done.reply.template.value}: {done.reply.state.value}{why}")
