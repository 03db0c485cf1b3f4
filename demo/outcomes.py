"""What became of each sample, held against what it was made for."""

from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes

from rich import box
from rich.table import Table
from rich.text import Text

from demo.samples import Sample
from review.text.table import VERDICT_STYLE
from runtime.records import Records
from storage.engine import reading
from storage.intake_log import LedgerRow, rows


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sample and what became of it; `row` is None when it was never recorded."""

    sample: Sample
    row: LedgerRow | None

    @property
    def as_meant(self) -> bool:
        """Whether it got the verdict, the reasons and the kind of answer that it was made for."""
        row = self.row
        if row is None:
            return False
        codes = {reason.code for reason in row.reasons}
        expected = (self.sample.expect_verdict, self.sample.expect_template)
        return (row.verdict, row.reply.template) == expected and self.sample.expect_codes <= codes

    @property
    def meant(self) -> str:
        """The verdict, the reasons and the answer that it was made for, in a line."""
        sample = self.sample
        return f"{sample.expect_verdict.value} {sorted(sample.expect_codes)} {sample.expect_template}"


def outcomes(records: Records, samples: Iterable[Sample]) -> list[Outcome]:
    """What became of each sample, in the order in which they came."""
    with reading(records.engine) as session:
        found = {row.message_id: row for row in rows(session, records.contest)}
    return [Outcome(sample, found.get(_message_id(sample))) for sample in samples]


def table_of(found: Iterable[Outcome]) -> Table:
    """All of them, for a terminal."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in ("", "ตัวอย่าง sample", "ผล verdict", "เลขที่รับ", "เหตุผล reasons", "ตอบ reply"):
        table.add_column(column, no_wrap=column in ("", "เลขที่รับ"), overflow="fold")
    for outcome in found:
        table.add_row(*_row(outcome))
    return table


def _message_id(sample: Sample) -> str:
    return str(message_from_bytes(sample.message)["Message-ID"]).strip()


def _row(outcome: Outcome) -> list[Text]:
    sample, row = outcome.sample, outcome.row
    mark = Text("✓", "green") if outcome.as_meant else Text("✗", "bold red")
    title = Text(f"{sample.title_th}\n").append(sample.title_en, "dim")
    if row is None or row.verdict is None:
        return [mark, title, Text("not recorded", "red")]
    sign, thai, style = VERDICT_STYLE[row.verdict]
    state = row.reply.suppressed or (row.reply.state.value if row.reply.state else "")
    reply = f"{row.reply.template.value} ({state})" if row.reply.template else "–"
    codes = " ".join(reason.code for reason in row.reasons)
    return [mark, title, Text(f"{sign} {thai}", style), Text(row.reference or "–"), Text(codes), Text(reply)]
