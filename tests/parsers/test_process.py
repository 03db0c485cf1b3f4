"""The parser's processes, with real children under real limits."""

import os
import signal
from base64 import encodebytes
from collections.abc import Iterator
from pathlib import Path

import landlockpy
import pytest
import seccompy
from memory import MEBIBYTE, peak_from_now, peak_resident

from parsers.child import sandbox
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from screening.model.submission import Parsed
from settings.tables import Limits

LIMITS = Limits(parse_cpu_seconds=1, parse_wall_seconds=20, parse_memory_mb=256)
HEAD = b"From: a@b.go.th\r\nSubject: %b\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"


class Hostile(Parser):
    helper_module = "hostile_helper"


@pytest.fixture(scope="module", autouse=True)
def helpers_of_tests() -> Iterator[None]:
    """The helpers that the tests start find the hostile one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        yield


@pytest.fixture(scope="module")
def hostile() -> Iterator[Parser]:
    with Hostile(LIMITS) as running:
        yield running


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw.eml"


def parse(parser: Parser, raw: Path, work: Path, data: bytes) -> Parsed:
    raw.write_bytes(data)
    return parser.parse(raw, work)


def test_a_message_is_read_whole_and_its_files_lie_ready(parser: Parser, raw: Path, work: Path) -> None:
    part = b"--B\r\nContent-Type: application/octet-stream; name=a.bin\r\n\r\ndata\r\n--B--\r\n"
    parsed = parse(parser, raw, work, HEAD % b"s" + part)
    assert (parsed.whole, parsed.problem, parsed.subject) == (True, "", "s")
    assert [(file.name, (work / file.sha256).read_bytes()) for file in parsed.files] == [("a.bin", b"data")]


@pytest.mark.parametrize(
    "deed,problem",
    [
        ("memory", "more than 256 MB of memory"),
        ("loop", "more than 1 s of processor time"),
        ("kill", "SIGKILL"),
        ("helper", "helper process was lost"),
        ("flood", "larger than 8 MB"),
        ("long", "too long"),
        ("controls", "control characters"),
        ("recursion", "RecursionError"),
        ("file size", "File too large"),
        ("symlink", "Operation not permitted" if seccompy.supported() else "not there"),
        ("other bytes", "does not match its digest"),
        ("no file", "not there"),
        ("path", "digest"),
    ],
)
def test_a_child_that_fails_leaves_the_headers_and_the_reason(
    hostile: Parser, raw: Path, work: Path, deed: str, problem: str
) -> None:
    parsed = parse(hostile, raw, work, HEAD % deed.encode())
    assert not parsed.whole
    assert problem in parsed.problem
    assert (parsed.subject, parsed.sender.address, parsed.files) == (deed, "a@b.go.th", ())


@pytest.mark.skipif(not landlockpy.supported(), reason="this kernel offers no Landlock")
@pytest.mark.parametrize("deed", ["passwords", "listing", "secrets", "write outside"])
def test_a_child_reaches_no_files_but_its_own(hostile: Parser, raw: Path, work: Path, deed: str) -> None:
    assert "Permission denied" in parse(hostile, raw, work, HEAD % deed.encode()).problem
    assert not work.with_name("outside").exists()


@pytest.mark.skipif(not seccompy.supported(), reason="this kernel offers no seccomp filters")
@pytest.mark.parametrize("deed", ["tcp", "udp", "unix socket", "program", "fork"])
def test_a_child_has_no_network_and_starts_nothing(hostile: Parser, raw: Path, work: Path, deed: str) -> None:
    assert "Operation not permitted" in parse(hostile, raw, work, HEAD % deed.encode()).problem


@pytest.mark.skipif(landlockpy.abi_version() < 6, reason="this kernel does not bound signals")
def test_a_child_cannot_end_its_helper(hostile: Parser, raw: Path, work: Path) -> None:
    before = helper_of(hostile)
    assert "Operation not permitted" in parse(hostile, raw, work, HEAD % b"kill helper").problem
    assert helper_of(hostile) == before


def test_it_is_told_what_holds_a_child(parser: Parser) -> None:
    parser.start()
    told = parser.confinement
    assert told.startswith("limits")
    assert ("Landlock ABI" in told) is landlockpy.supported()
    assert ("no network" in told) is seccompy.supported()


def test_a_kernel_that_offers_nothing_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_landlock", lambda: 0)
    monkeypatch.setattr(sandbox, "_filter", lambda: None)
    assert sandbox.confinement() == "limits; this kernel offers no Landlock and no seccomp"
    sandbox.enter(Path("/nowhere"), Path("/nowhere"))


def test_what_an_ended_child_left_behind_is_removed(hostile: Parser, raw: Path, work: Path) -> None:
    parse(hostile, raw, work, HEAD % b"kill")
    assert [path.name for path in work.iterdir()] == []


def test_a_child_that_sleeps_is_ended_by_the_clock(raw: Path, work: Path) -> None:
    with Hostile(LIMITS.model_copy(update={"parse_wall_seconds": 1})) as parser:
        assert "took more than 1 s." in parse(parser, raw, work, HEAD % b"sleep").problem


def test_a_child_that_fills_its_folder_with_names_is_ended(raw: Path, work: Path) -> None:
    with Hostile(LIMITS.model_copy(update={"parse_cpu_seconds": 20, "parse_wall_seconds": 40})) as parser:
        assert "made more than 1,000 files" in parse(parser, raw, work, HEAD % b"many files").problem
    assert list(work.iterdir()) == []


def test_what_a_child_prints_is_no_answer(hostile: Parser, raw: Path, work: Path) -> None:
    for deed in ("print", "next"):
        parsed = parse(hostile, raw, work, HEAD % deed.encode())
        assert (parsed.subject, parsed.problem) == (deed, "")


def test_a_full_disk_is_our_own_fault(hostile: Parser, raw: Path, work: Path) -> None:
    with pytest.raises(ParserUnavailableError, match="No space left") as caught:
        parse(hostile, raw, work, HEAD % b"full disk")
    assert caught.value.temporary


def test_a_missing_message_is_our_own_fault(parser: Parser, raw: Path, work: Path) -> None:
    with pytest.raises(FileNotFoundError):
        parser.parse(raw, work)


def test_a_missing_work_folder_is_our_own_fault(parser: Parser, raw: Path, tmp_path: Path) -> None:
    with pytest.raises(ParserUnavailableError):
        parse(parser, raw, tmp_path / "nowhere", HEAD % b"s" + b"--B\r\nContent-Type: a/b\r\n\r\nx\r\n--B--")


class Missing(Parser):
    helper_module = "no_such_module"


def test_a_helper_that_does_not_start_is_our_own_fault(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ParserUnavailableError), Missing(LIMITS) as parser:
        parser.start()


def test_a_helper_that_died_once_costs_its_message_nothing(hostile: Parser, raw: Path, work: Path) -> None:
    parsed = parse(hostile, raw, work, HEAD % b"helper once")
    assert (parsed.whole, parsed.problem) == (True, "")


def test_a_helper_that_died_is_started_again(raw: Path, work: Path) -> None:
    with Parser(LIMITS) as parser:
        parser.start()
        first = helper_of(parser)
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        assert parse(parser, raw, work, HEAD % b"s").whole
        assert helper_of(parser) != first


def helper_of(parser: Parser) -> int:
    assert parser._helper is not None
    return parser._helper.pid


def test_the_helper_ends_when_its_input_ends() -> None:
    with Parser(LIMITS) as parser:
        parser.start()
        assert parser._helper is not None and parser._helper.stdin is not None
        parser._helper.stdin.close()
        assert parser._helper.wait(10) == 0


def test_no_secret_of_ours_reaches_the_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INTAKE_MAILBOX_PASSWORD", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "s3cret")
    with Parser(LIMITS) as parser:
        parser.start()
        environment = Path(f"/proc/{helper_of(parser)}/environ").read_bytes()
        assert b"PATH=" in environment and b"INTAKE_" not in environment and b"s3cret" not in environment


def test_headers_alone_are_read_when_no_more_was_fetched(parser: Parser, raw: Path, work: Path) -> None:
    raw.write_bytes(HEAD % b"large")
    parsed = parser.parse_headers(raw, work)
    assert (parsed.whole, parsed.subject, parsed.files) == (True, "large", ())


def test_a_large_message_does_not_make_a_large_child(parser: Parser, raw: Path, work: Path) -> None:
    part = b"--B\r\nContent-Type: video/mp4; name=a.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    block = encodebytes(os.urandom(57 * 18_000))
    parse(parser, raw, work, HEAD % b"small" + part + b"AAAA\r\n--B--")
    small = parser.peak_kib
    raw.write_bytes(HEAD % b"s" + part + block * 58 + b"\r\n--B--\r\n")
    before = peak_from_now()
    parsed = parser.parse(raw, work)
    assert parsed.whole
    assert parsed.files[0].size == 57 * 18_000 * 58
    assert parser.peak_kib < min(small + (16 << 10), 128 << 10)
    assert peak_resident() - before < 5 * MEBIBYTE


def nested(levels: int) -> bytes:
    heads = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels)
    )
    return b"From: a@b.go.th\r\n" + heads + b"\r\nend\r\n"


@pytest.mark.parametrize(
    "data",
    [
        nested(1_000),
        HEAD % b"x" + b"--B\r\n\r\n" * 100_000,
        HEAD % (b"=?utf-8?q?a?= " * 60_000),
        b"To: " + b"," * 80_000 + b"\r\n" + HEAD % b"x",
        HEAD % b"x" + b'--B\r\nContent-Type: text/plain; charset="a\x00"\r\n\r\nx\r\n' * 900,
        HEAD % b"x" + b"--B\r\nContent-Type: text/html\r\n\r\n" + b"<![" * 50_000,
        HEAD % b"x" + b"--B\r\nContent-Type: text/html\r\n\r\n" + b"<a " * 300_000,
        HEAD % b"x" + b"--B\r\nContent-Type: a/b; name=" + b";" * 60_000 + b"\r\n\r\nx\r\n",
        b"\x00" * 300_000,
        b"\r" * 300_000,
        b"-" * 300_000,
        b"\n--" * 100_000,
        b"",
    ],
    ids=lambda data: f"{data[:12]!r}-{len(data)}",
)
def test_a_hostile_message_always_gives_a_result(parser: Parser, raw: Path, work: Path, data: bytes) -> None:
    parsed = parse(parser, raw, work, data)
    assert parsed.whole or parsed.problem
    assert parser.peak_kib < 256 << 10
    if b"a@b.go.th" in data:
        assert parsed.sender.address == "a@b.go.th"


def test_a_file_name_of_any_bytes_can_be_read(parser: Parser, tmp_path: Path, work: Path) -> None:
    raw = tmp_path / os.fsdecode(b"\xe1\xc1 \n.eml")
    assert parse(parser, raw, work, HEAD % b"s").subject == "s"
