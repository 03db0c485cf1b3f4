"""`intake list` and `intake remind`: what the head signs, and word of it, as an organiser types it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from servers import mails
from servers.dovecot import Dovecot
from servers.fixtures import mail_server, program
from servers.installation import Installation, parsed
from servers.program import Program
from servers.smtp_sink import SmtpSink

__all__ = ["mail_server", "program"]


def words_of(installation: Installation, subject: str) -> list[str]:
    """To whom a letter with these words in its subject went."""
    sent = map(parsed, installation.sink.mails)
    return [str(mail["To"]) for mail in sent if subject in str(mail["Subject"])]


def done(installation: Installation, *arguments: str, code: int = 0) -> str:
    ran = installation.intake(*arguments)
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


@pytest.fixture
def installation(tmp_path: Path, mail_server: Dovecot, program: Program) -> Iterator[Installation]:
    mail_server.use_fresh_account("list")
    with SmtpSink() as sink:
        made = Installation(tmp_path, program, mail_server, sink)
        made.deliver(mails.entry(1), mails.entry(2), mails.mail(3, [mails.form(3, 0)]))
        made.run_once()
        yield made


def test_a_list_is_looked_at_frozen_written_told_and_only_added_to(
    installation: Installation, tmp_path: Path
) -> None:
    shown = done(installation, "list", "freeze", "--dry-run")
    assert "DGTI-2566-0001" in shown and "DGTI-2566-0003" not in shown  # which lacks its deck
    assert "! 2 ยังไม่มีผู้ตรวจคุณสมบัติ" in shown
    assert "there is no list yet" in done(installation, "list", "show", code=1)
    assert "the next list is number 1, not 2" in done(
        installation, "list", "freeze", "--number", "2", "--yes", code=1
    )
    done(installation, "list", "freeze", "--number", "1", "--yes", "--as", "หัวหน้า")
    assert "nothing has changed since list 1" in done(installation, "list", "freeze", "--yes", code=1)

    page, book = tmp_path / "list.html", tmp_path / "list.xlsx"
    done(installation, "list", "write", str(page))
    done(installation, "list", "write", str(book))
    assert mails.NAMES[1] in page.read_text("utf-8") and "ผู้เห็นชอบ" in page.read_text("utf-8")
    sheet = load_workbook(BytesIO(book.read_bytes())).worksheets[0]
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["DGTI-2566-0001", "DGTI-2566-0002"]
    assert "name it .html" in done(installation, "list", "write", str(tmp_path / "list.pdf"), code=2)

    assert "อยู่ในบัญชีรายชื่อ" in done(installation, "list", "tell", "--dry-run")
    assert "2 letters go" in done(installation, "list", "tell", "--yes")
    assert "all of them have this letter already" in done(installation, "list", "tell", "--yes")
    installation.deliver(mails.mail(3, [mails.presentation(3, 0)], slug="deck", subject="Re: DGTI-2566-0003"))
    installation.run_once()
    assert words_of(installation, "บัญชีรายชื่อ") == [mails.sender(1), mails.sender(2)]

    supplement = done(installation, "list", "freeze", "--yes", "--json")
    assert '"number": 2' in supplement and supplement.count('"change": "added"') == 1
    assert "DGTI-2566-0003" in supplement and 'DGTI-2566-0001", "agency' not in supplement
    assert "1 letters go" in done(installation, "list", "tell", "--yes")
    installation.verify()


def test_who_lacks_something_is_reminded_once_before_the_close_and_listed_after_it(
    installation: Installation,
) -> None:
    after = done(installation, "remind")
    assert "DGTI-2566-0003\tincomplete" in after and "deck-missing" in after
    assert "1 entries stayed incomplete" in after
    now = datetime.now(UTC)
    month = timedelta(days=30)
    installation.configure(contest={"opens": now - month, "closes": now + month, "year_be": now.year + 543})
    assert "ยังไม่ครบถ้วน" in done(installation, "remind", "--dry-run")
    assert "1 letters go" in done(installation, "remind", "--yes")
    assert "all of them have this letter already" in done(installation, "remind", "--yes")
    installation.run_once()
    assert words_of(installation, "เอกสารที่ยังขาด") == [mails.sender(3)]
    installation.verify()
