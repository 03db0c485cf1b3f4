"""Tables and accounts as downloads of the pages."""

import csv
import hashlib
import io
import time
import zipfile

import pytest
from openpyxl import load_workbook
from servers.office import Office
from servers.pages import Pages
from sqlmodel import select

from storage.accounts.roles import StaffRole
from storage.chain.kinds import Kind
from storage.tables import Event
from storage.view_files import log_of
from storage.views import views
from web.views_log import Action

REFERENCE = "DGTI-2566-0001"


def exported(pages: Pages, count: int) -> list[str]:
    """What the log of views tells of exports, once that many lines are in it."""
    beside = pages.parts.settings.storage.beside
    for _ in range(100):
        found = [each.reference for each in views(log_of(beside)) if each.action == Action.EXPORT]
        if len(found) >= count:
            break
        time.sleep(0.1)
    return found


def test_a_reviewer_gets_each_table_and_it_is_logged(pages: Pages, desk_office: Office) -> None:
    desk_office.entry()
    client = pages.client(StaffRole.REVIEWER)
    assert "/numbers/export" in client.get("/numbers").text
    token = pages.token(client)
    answer = client.post("/numbers/export", data={"token": token, "what": "xlsx"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dgti-2566.xlsx"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(load_workbook(io.BytesIO(answer.content)).sheetnames) == 5
    answer = client.post("/numbers/export", data={"token": token, "what": "numbers"})
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [row["reference"] for row in rows] == [REFERENCE]
    told = [event.facts for event in pages.rows(select(Event).where(Event.what == Kind.HANDED_OUT))]
    assert told[1]["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert exported(pages, 2) == ["xlsx", "numbers"]
    assert list((desk_office.parts.files.root / "tmp").iterdir()) == []


def test_an_account_and_evidence_of_one_entry(pages: Pages, desk_office: Office) -> None:
    desk_office.entry()
    client = pages.client(StaffRole.REVIEWER)
    form = {"token": pages.token(client), "reference": REFERENCE.lower()}
    page = client.post("/numbers/export", data={**form, "what": "html"})
    assert REFERENCE in page.text and page.headers["Content-Type"] == "application/octet-stream"
    packed = client.post("/numbers/export", data={**form, "what": "zip"})
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert "00_account.html" in archive.namelist()
    (event, _) = pages.rows(select(Event).where(Event.what == Kind.HANDED_OUT))
    assert event.entry_id is not None


@pytest.mark.parametrize(
    "form", [{"what": "all"}, {"what": "html"}, {"what": "html", "reference": "DGTI-2566-9999"}, {}]
)
def test_what_is_not_there_is_refused_and_leaves_nothing(
    pages: Pages, desk_office: Office, form: dict[str, str]
) -> None:
    client = pages.client(StaffRole.REVIEWER)
    answer = client.post("/numbers/export", data={"token": pages.token(client), **form})
    assert answer.status_code == 422
    assert list((desk_office.parts.files.root / "tmp").iterdir()) == []


def test_a_viewer_is_not_offered_what_he_may_not_have(pages: Pages) -> None:
    client = pages.client(StaffRole.VIEWER)
    assert "/numbers/export" not in client.get("/numbers").text
    answer = client.post("/numbers/export", data={"token": pages.token(client), "what": "xlsx"})
    assert answer.status_code == 403
