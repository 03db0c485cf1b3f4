"""One file that kills its child: the others of the message are read, judged and named all the same."""

import io
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from builders import IN_TIME, rules

from demo.samples.decks import deck
from demo.samples.forms import pdf_form
from parsers.child.sparing import Sparing, marked
from parsers.process import Parser
from parsers.submission import assemble
from screening.judge import decide
from screening.model.decision import Verdict
from screening.model.history import History
from screening.model.submission import ContentState, File, FileType, Parsed
from settings.tables import Limits, Trust

AGENCY = "เทศบาลตำบลแม่ไทรงาม"
FORM, DECK = pdf_form(AGENCY, "แอปแจ้งเหตุ"), deck(AGENCY, "แอปแจ้งเหตุ")


class Deadly(Parser):
    helper_module = "deadly_helper"


@pytest.fixture(scope="module")
def deadly() -> Iterator[Parser]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        with Deadly(Limits(parse_cpu_seconds=1, parse_wall_seconds=10, parse_memory_mb=256)) as running:
            yield running


def mail(*files: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.go.th", f"ส่งผลงาน {AGENCY}"
    message.set_content("ขอส่งผลงาน\n")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def read(parser: Parser, folder: Path, *files: tuple[str, bytes]) -> Parsed:
    raw, work = folder / "raw.eml", folder / "work"
    raw.write_bytes(mail(*files))
    work.mkdir()
    return parser.parse(raw, work)


def verdict_on(parsed: Parsed) -> tuple[Verdict, set[str]]:
    submission = assemble(
        parsed, digest="0" * 64, size=1, internal_date=IN_TIME, seen_at=IN_TIME, trust=Trust()
    )
    decision = decide(submission, History(), rules())
    return decision.verdict, {each.code for each in decision.reasons}


def states(files: tuple[File, ...]) -> list[ContentState]:
    return [file.content.state for file in files]


@pytest.mark.parametrize(
    ("death", "told"),
    [
        (b"loop", "more than 1 s of processor time"),
        (b"kill", "SIGKILL"),
        (b"abort", "SIGABRT"),
        (b"memory", "more than 256 MB of memory"),
    ],
)
def test_the_file_that_ended_its_child_is_left_unopened_and_says_why(
    deadly: Parser, tmp_path: Path, death: bytes, told: str
) -> None:
    parsed = read(
        deadly, tmp_path, ("a.pdf", b"%PDF-deadly " + death), (f"{AGENCY}_form1.pdf", FORM), ("b.pptx", DECK)
    )
    assert parsed.whole
    assert states(parsed.files) == [ContentState.UNCHECKED, ContentState.OK, ContentState.OK]
    assert told in parsed.files[0].content.detail
    assert verdict_on(parsed)[0] is Verdict.ACCEPTED


def test_a_form_that_kills_is_held_and_its_deck_stands(deadly: Parser, tmp_path: Path) -> None:
    parsed = read(deadly, tmp_path, (f"{AGENCY}_form1.pdf", b"%PDF-deadly kill"), ("b.pptx", DECK))
    assert [file.type for file in parsed.files] == [FileType.PDF, FileType.PPTX]
    verdict, codes = verdict_on(parsed)
    assert verdict is Verdict.HELD
    assert "unparsable" in codes
    assert not codes & {"form-missing", "deck-missing", "form-unreadable"}


def test_after_a_second_such_file_none_is_opened_and_all_are_there(deadly: Parser, tmp_path: Path) -> None:
    killer = b"%PDF-deadly kill"
    parsed = read(
        deadly,
        tmp_path,
        ("a.pdf", killer),
        ("c.pdf", killer + b"2"),
        (f"{AGENCY}_form1.pdf", FORM),
        ("b.pptx", DECK),
    )
    assert states(parsed.files) == [ContentState.UNCHECKED] * 4
    assert [file.type for file in parsed.files] == [FileType.PDF] * 3 + [FileType.PPTX]
    assert verdict_on(parsed)[0] is Verdict.HELD


def test_a_mark_tells_where_a_child_was() -> None:
    said: list[bytes] = []
    sparing = Sparing(said.append, (1,), "why")
    for _ in range(3):
        with sparing.next():
            at = marked(b"".join(said))[0]
    assert at == 2
    assert marked(b"".join(said) + b'{"a":1}') == (None, b'{"a":1}')
    assert marked(b"99999999\n")[0] is None


def looping_pdf() -> bytes:
    """A page tree that comes back to itself by a thousand ways, and a stream that inflates to much."""
    kids = b" ".join([b"2 0 R"] * 1000)
    bomb = zlib.compress(b"0" * 30_000_000, 9)
    out = io.BytesIO(
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 9/Kids["
    )
    out.seek(0, 2)
    out.write(kids + b"]>>endobj\n3 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(bomb) + bomb)
    out.write(b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 4>>\nstartxref\n9\n%%EOF\n")
    return out.getvalue()


def test_a_real_pdf_that_turns_in_circles_costs_only_itself(tmp_path: Path) -> None:
    with Parser(Limits(parse_cpu_seconds=3, parse_memory_mb=256)) as parser:
        parsed = read(
            parser, tmp_path, ("annex.pdf", looping_pdf()), (f"{AGENCY}_form1.pdf", FORM), ("b.pptx", DECK)
        )
    assert states(parsed.files)[1:] == [ContentState.OK, ContentState.OK]
    assert verdict_on(parsed)[0] is Verdict.ACCEPTED
