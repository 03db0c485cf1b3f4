"""Bad mails without end, through the real child and the real rules; what must hold of every one."""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from builders import IN_TIME, MAE_SAI, register, rules
from fuzz import hostile, mutations, seeds

from parsers.process import Parser
from parsers.submission import assemble
from screening.judge import decide
from screening.model.decision import Decision, Verdict
from screening.model.history import History
from screening.model.rules import AwardedWork, Topic
from screening.model.submission import Parsed
from settings.tables import Limits, Trust

_RULES = rules(
    register((MAE_SAI, "แม่สาย", "เชียงราย"), *((f"เทศบาลตำบลบ้าน{at}", "เมือง", "น่าน") for at in "กขคงจ")),
    awarded=(AwardedWork("2565", MAE_SAI, "ระบบแจ้งซ่อมไฟฟ้าสาธารณะ"),),
    topics=(Topic("ปัญหา", 15, ("ปัญหา", "ความสำคัญ")),),
)
_MARGIN_SECONDS = 10.0  # for the machine's other work


@dataclass
class Figures:
    """What a campaign came to. `slowest` and `judged` (of CPU) in seconds, `peak` in KiB."""

    count: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    files: int = 0
    slowest: tuple[float, str] = (0.0, "")
    judged: tuple[float, str] = (0.0, "")
    peak: tuple[int, str] = (0, "")

    def lines(self) -> list[str]:
        """The figures, to be read."""
        return [
            f"{self.count} mails, {self.files} files in them; verdicts: {_told(self.verdicts)}",
            f"ended by a limit, judged by their headers: {_told(self.ended) or 'none'}",
            f"slowest {self.slowest[0]:.1f} s ({self.slowest[1]}); largest child {self.peak[0] >> 10} MiB "
            f"({self.peak[1]})",
            f"judged in at most {self.judged[0]:.1f} s of CPU ({self.judged[1]})",
            f"reasons: {_told(self.codes)}",
        ]


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.most_common())


def made(number: int, seed: int) -> tuple[str, bytes]:
    """Mail `number` of the campaign `seed`, and what kind it is; the same for ever."""
    random = Random(f"{seed} {number}")
    kind = random.random()
    if kind < 0.45:
        name, data = random.choice(seeds.files())
        bad = seeds.part(name, mutations.mutated(data, random, mutations.OF_FILES))
        return f"file {name}", seeds.mail([bad, seeds.part(*random.choice(seeds.files()))], number)
    if kind < 0.75:
        return "mail", mutations.mutated(random.choice(seeds.mails()), random, mutations.OF_MAILS)
    maker = random.choice(hostile.ALL)
    data = maker(random)
    return maker.__name__, mutations.mutated(data, random, mutations.OF_MAILS) if kind > 0.97 else data


class Campaign:
    """Runs one mail after the other through `parser`; `folder` is scratch."""

    def __init__(self, parser: Parser, limits: Limits, folder: Path, seed: int) -> None:
        self.figures = Figures()
        self._parser, self._limits, self._folder, self._seed = parser, limits, folder, seed
        parser.start()
        self._helper = self._helper_process()

    def one(self, number: int) -> None:
        """Make, read and judge one mail. Raises AssertionError for a promise not kept."""
        kind, data = made(number, self._seed)
        label = f"{kind}, number {number} of seed {self._seed}"
        raw, work = self._folder / "raw.eml", self._folder / str(number)
        raw.write_bytes(data)
        work.mkdir()
        started = time.monotonic()
        parsed = self._parser.parse(raw, work)
        seconds = time.monotonic() - started
        before = time.process_time()
        decision = _judge(parsed, len(data))
        self.figures.judged = max(self.figures.judged, (time.process_time() - before, label))
        for left in work.iterdir():
            left.unlink()
        work.rmdir()
        self._hold(label, parsed, decision, seconds)
        self._count(label, parsed, decision, seconds)

    def _hold(self, label: str, parsed: Parsed, decision: Decision, seconds: float) -> None:
        assert parsed.whole or parsed.problem, f"{label}: not whole, and nobody is told why"
        assert "result was refused" not in parsed.problem, f"{label}: {parsed.problem}"
        assert decision.reasons or decision.verdict is Verdict.ACCEPTED, f"{label}: no reason"
        assert seconds < self._limits.parse_wall_seconds + _MARGIN_SECONDS, f"{label}: {seconds:.0f} s"
        assert self._parser.peak_kib < self._limits.parse_memory_mb << 10, f"{label}: too much memory"
        assert self._helper_process() == self._helper, f"{label}: the helper died"

    def _count(self, label: str, parsed: Parsed, decision: Decision, seconds: float) -> None:
        figures = self.figures
        figures.count += 1
        figures.files += len(parsed.files)
        figures.verdicts[decision.verdict.value] += 1
        figures.codes.update({reason.code for reason in decision.reasons})
        if parsed.problem.startswith("The message could not be read"):
            figures.ended[parsed.problem.partition(": ")[2]] += 1
        figures.slowest = max(figures.slowest, (seconds, label))
        figures.peak = max(figures.peak, (self._parser.peak_kib, label))

    def _helper_process(self) -> int:
        assert self._parser._helper is not None
        return self._parser._helper.pid


def _judge(parsed: Parsed, size: int) -> Decision:
    submission = assemble(
        parsed, digest="0" * 64, size=size, internal_date=IN_TIME, seen_at=IN_TIME, trust=Trust()
    )
    return decide(submission, History(), _RULES)
