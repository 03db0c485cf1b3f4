"""Signed and encrypted mail, made by OpenSSL."""

import os
import shutil
import subprocess
from base64 import encodebytes
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from screening.model.submission import SEALED, ContentState, Parsed

Read = Callable[[bytes], Parsed]
PDF = b"%PDF-1.4\nnot much of a form\n%%EOF\n"
pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None and not os.environ.get("CI"), reason="there is no openssl here"
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    request = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 9 -subj /CN=a@b.go.th"
    subprocess.run(["openssl", *request.split()], cwd=folder, check=True, capture_output=True)
    return folder


def inner(data: bytes = PDF) -> bytes:
    return (
        b"Content-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
        b"--C\r\nContent-Type: application/pdf; name=form1.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(data).replace(b"\n", b"\r\n")
        + b"--C--\r\n"
    )


def made(keys: Path, command: str, content: bytes | None = None) -> bytes:
    """The message that `openssl smime` makes of `content`."""
    done = subprocess.run(
        ["openssl", *command.split()], cwd=keys, input=content or inner(), check=True, capture_output=True
    )
    return b"From: a@b.go.th\nSubject: s\n" + done.stdout


OPAQUE = "smime -sign -nodetach -binary -signer cert.pem -inkey key.pem"


@pytest.mark.parametrize("command", [OPAQUE, f"{OPAQUE} -stream", OPAQUE.replace("smime", "cms")])
def test_a_signed_message_is_opened_without_keys(read: Read, keys: Path, command: str) -> None:
    parsed = read(made(keys, command))
    assert [(file.name, file.sha256) for file in parsed.files] == [("form1.pdf", sha256(PDF).hexdigest())]
    assert (parsed.whole, parsed.text, parsed.files[0].origin) == (True, "hello", "attachment")


def test_a_large_signed_message_is_opened(read: Read, keys: Path) -> None:
    data = os.urandom(8 << 20)
    parsed = read(made(keys, f"{OPAQUE} -stream", inner(data)))
    assert [file.sha256 for file in parsed.files] == [sha256(data).hexdigest()]


def test_a_signature_beside_the_message_is_no_file(read: Read, keys: Path) -> None:
    parsed = read(made(keys, "smime -sign -binary -signer cert.pem -inkey key.pem"))
    assert [file.name for file in parsed.files] == ["form1.pdf"]
    assert (parsed.whole, parsed.text) == (True, "hello")


def test_an_encrypted_message_stays_a_file_and_a_person_is_told(read: Read, keys: Path) -> None:
    parsed = read(made(keys, "smime -encrypt -binary -aes256 cert.pem"))
    assert [(file.name, file.content.state) for file in parsed.files] == [
        ("smime.p7m", ContentState.ENCRYPTED)
    ]
    assert parsed.files[0].content.archive == SEALED


def test_a_file_signed_by_itself_is_taken_out_of_its_signature(read: Read, keys: Path) -> None:
    der = subprocess.run(
        ["openssl", *OPAQUE.split(), "-outform", "DER"], cwd=keys, input=PDF, check=True, capture_output=True
    ).stdout
    part = (
        b"Content-Type: application/octet-stream; name=form1.pdf.p7m\nContent-Transfer-Encoding: base64\n\n"
    )
    parsed = read(b"From: a@b.go.th\n" + part + encodebytes(der))
    assert [(file.name, file.sha256) for file in parsed.files] == [("form1.pdf", sha256(PDF).hexdigest())]


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80" * 2_000, os.urandom(500), PDF])
def test_what_is_no_signed_message_is_told_to_a_person(read: Read, data: bytes) -> None:
    part = b"Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
    parsed = read(b"From: a@b.go.th\n" + part + encodebytes(data))
    assert len(parsed.files) == 1
    assert not parsed.whole
    assert "S/MIME" in parsed.problem
    assert parsed.problem.isprintable()


def test_an_encrypted_openpgp_message_is_told_to_a_person(read: Read) -> None:
    parsed = read(
        b"From: a@b.go.th\n"
        b'Content-Type: multipart/encrypted; boundary=B; protocol="application/pgp-encrypted"\n\n'
        b"--B\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        b"--B\nContent-Type: application/octet-stream; name=encrypted.asc\n\n"
        b"-----BEGIN PGP MESSAGE-----\n--B--\n"
    )
    assert [(file.name, file.content.archive) for file in parsed.files] == [("encrypted.asc", SEALED)]
