"""The small picture of a form's first page: made by the daemon, shown to staff, watched over by verify."""

import json
from pathlib import Path

from PIL import Image
from servers.installation import Installation, one_clear_line
from servers.mails import entry, form, mail, presentation


def test_staff_see_the_first_page_of_the_form_that_stands(installation: Installation, tmp_path: Path) -> None:
    installation.deliver(entry(0))
    installation.run_once()
    (row,) = installation.rows()
    pictures = {file["role"]: file["picture"] for file in row["files"]}
    assert pictures["deck"] is None
    assert pictures["form"][:12] in installation.intake("show", row["reference"]).stdout

    target = tmp_path / "form.jpg"
    done = installation.intake("show", row["reference"], "--picture", str(target))
    assert done.returncode == 0, done.stderr
    with Image.open(target) as picture:
        assert (picture.format, picture.width) == ("JPEG", 800)
    installation.verify()


def test_a_lost_picture_is_found_and_reprocessing_draws_it_again(installation: Installation) -> None:
    installation.deliver(entry(0))
    installation.run_once()
    (row,) = installation.rows()
    (digest,) = (file["picture"] for file in row["files"] if file["picture"])
    (kept,) = installation.folder.rglob(digest)
    kept.unlink()
    found = installation.intake("verify", "--offline")
    assert found.returncode == 1
    assert digest in found.stdout + found.stderr
    assert installation.intake("reprocess", "--all").returncode == 0
    installation.run_once()
    assert kept.exists()
    installation.verify()


def test_where_no_picture_could_be_drawn_that_is_said(installation: Installation, tmp_path: Path) -> None:
    installation.deliver(mail(0, [presentation(0)]))
    installation.run_once()
    done = installation.intake("show", "DGTI-2566-0001", "--picture", str(tmp_path / "a.jpg"))
    assert done.returncode == 1
    assert "no picture is kept" in one_clear_line(done.stderr)


def test_check_draws_no_pictures(installation: Installation, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(mail(0, [form(0), presentation(0)]))
    (line,) = installation.intake("check", str(path), "--json").stdout.splitlines()
    assert all("picture" not in file for file in json.loads(line)["files"])
