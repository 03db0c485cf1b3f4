"""Files before a real clamd, with a signature of our own."""

import os
import socket
import tempfile
import threading
from base64 import encodebytes
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.clamd import HARMLESS, SIGNATURE, Clamd, program

from parsers import scan
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from parsers.scan import ScannerUnavailableError
from screening.model.submission import Parsed
from settings.tables import Limits


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    program()
    # Not below pytest's own folder: a socket's path has at most 107 characters.
    with tempfile.TemporaryDirectory() as folder, Clamd(Path(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def parser(clamd: Clamd) -> Iterator[Parser]:
    with Parser(Limits(), clamd.socket) as running:
        yield running


def mailed(*files: bytes) -> bytes:
    parts = b"".join(
        b"--B\r\nContent-Type: application/pdf; name=%d.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        % number
        + encodebytes(data)
        for number, data in enumerate(files)
    )
    return b"From: a@b.go.th\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n" + parts + b"--B--\r\n"


def parse(parser: Parser, folder: Path, *files: bytes) -> Parsed:
    raw, work = folder / "raw.eml", folder / "work"
    work.mkdir()
    raw.write_bytes(mailed(*files))
    return parser.parse(raw, work)


def test_what_the_scanner_finds_is_a_fact_of_the_file(parser: Parser, tmp_path: Path) -> None:
    parsed = parse(parser, tmp_path, b"%PDF-1.4 clean", b"%PDF-1.4 " + HARMLESS, b"", b"%PDF-1.4 " + HARMLESS)
    assert [file.content.malware for file in parsed.files] == ["", SIGNATURE, "", SIGNATURE]
    assert parsed.whole


def test_a_parser_without_a_scanner_finds_nothing(tmp_path: Path) -> None:
    with Parser(Limits()) as parser:
        assert [file.content.malware for file in parse(parser, tmp_path, HARMLESS).files] == [""]


def test_a_file_that_the_scanner_refuses_is_never_judged_unscanned(parser: Parser, tmp_path: Path) -> None:
    with pytest.raises(ParserUnavailableError, match="size limit exceeded") as caught:
        parse(parser, tmp_path, os.urandom(3 << 20))
    assert caught.value.temporary


def test_a_scanner_that_is_not_there_is_our_own_fault(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "no-socket")
    with Parser(Limits(), nowhere) as parser, pytest.raises(ParserUnavailableError, match="no-socket"):
        parse(parser, tmp_path, b"x")


def test_the_scanner_tells_its_version(clamd: Clamd) -> None:
    assert scan.ping(clamd.socket).startswith("ClamAV")


@pytest.fixture
def impostor() -> Iterator[str]:
    """Something else that listens, over TCP, and answers every line with rubbish."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1_000)
                connection.sendall(b"220 mail.example.com ESMTP\r\n\0")

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def test_another_server_is_not_taken_for_a_scanner(impostor: str) -> None:
    with pytest.raises(ScannerUnavailableError, match="no virus scanner"):
        scan.ping(impostor)


def test_no_answer_that_is_not_ok_counts_as_clean(impostor: str, tmp_path: Path) -> None:
    tmp_path.joinpath("file").write_bytes(b"x")
    with pytest.raises(ScannerUnavailableError, match="ESMTP"):
        scan.signature(tmp_path / "file", impostor)
