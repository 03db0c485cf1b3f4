"""The operator's own templates and texts, and how their mistakes are told."""

from dataclasses import replace
from pathlib import Path

import pytest
from reading import read_mail
from typer.testing import CliRunner

from intake.main import app
from notifications.errors import RenderError
from notifications.rendering.check import check_templates
from notifications.rendering.desk import Desk, desk_of
from notifications.rendering.preview import write_preview
from notifications.rendering.render import render
from notifications.rendering.samples import sample_letters
from screening.model.codes import reason
from screening.model.letter import Letter
from settings import load


@pytest.fixture
def own(desk: Desk, tmp_path: Path) -> Desk:
    return replace(desk, templates_dir=tmp_path)


def write(desk: Desk, name: str, text: str) -> None:
    assert desk.templates_dir
    (desk.templates_dir / name).write_text(text, encoding="utf-8")


def test_ours_have_no_problem(desk: Desk) -> None:
    assert check_templates(desk) == []


def test_an_empty_folder_changes_nothing(own: Desk, desk: Desk, letters: dict[str, Letter]) -> None:
    assert render(letters["held"], own) == render(letters["held"], desk)


def test_one_text_is_replaced_and_the_others_stay(own: Desk, letters: dict[str, Letter]) -> None:
    write(own, "reasons.toml", '[form-type]\ncure_th = "โปรดสแกนใหม่ที่สำนักงาน"\n')
    mail = read_mail(letters["correction"], own)
    assert "วิธีแก้ไข: โปรดสแกนใหม่ที่สำนักงาน" in mail.flat
    assert "เป็นไฟล์ Word" in mail.flat
    assert "คล้ายสำเนาบัตรประจำตัว" in mail.flat


def test_one_template_is_replaced_in_both_parts(own: Desk, letters: dict[str, Letter]) -> None:
    write(
        own,
        "enquiry.jinja",
        '{% extends "letter.jinja" %}{% block subject %}รับแล้ว{% endblock %}{% block title %}ตอบ{% endblock %}'
        "{% block thai %}{% call part.para() %}โปรดรอ {{ th.when.answer_by }}{% endcall %}{% endblock %}"
        "{% block english %}{% endblock %}",
    )
    mail = read_mail(letters["enquiry"], own)
    assert mail.rendered.subject == "[DGTI-2566-0042] รับแล้ว"
    assert "โปรดรอ วันอังคารที่ 25 กรกฎาคม พ.ศ. 2566" in mail.flat
    assert "โปรดรอ วันอังคารที่ 25 กรกฎาคม พ.ศ. 2566" in mail.html
    assert check_templates(own) == []


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("held.jinja", '{% extends "letter.jinja" %}\n\n{% if %}', "held.jinja, line 3: "),
        (
            "late.jinja",
            '{% extends "letter.jinja" %}{% block title %}{% endblock %}{% block thai %}{% endblock %}'
            "{% block english %}{% endblock %}\n{% block subject %}{{ th.recieved }}{% endblock %}",
            "late.jinja, line 2: ",
        ),
        ("letter.jinja", "\n{{ nothing }}", "letter.jinja, line 2: 'nothing' is undefined"),
        ("updated.jinja", "{% extends 'letter.jinja' %}", "updated.jinja: the block subject is missing"),
        (
            "reasons.toml",
            '[late]\nwhat_th = "{{ recieved }}"',
            "reasons.toml, line 2, [late] what_th: 'recieved' is undefined",
        ),
        ("reasons.toml", '[late]\n\ncure_en = "{% if %}"', "reasons.toml, line 3, [late] cure_en: "),
        ("reasons.toml", '[latest]\nwhat_th = ""', "[latest] is no code of a reason"),
        ("reasons.toml", '[late]\nwhat_ht = ""', "[late] what_ht is not known here"),
        ("reasons.toml", "[late]\nwhat_th = 7", "[late] what_th is not known here, or is not of its type"),
        ("reasons.toml", "[late", "reasons.toml: "),
        ("corection.jinja", "", "corection.jinja: replaces nothing"),
        ("neutral.jinja", '{% extends "letter.jinja" %}', "neutral.jinja: the block subject is missing"),
        ("guest.jinja", "{{ th.nothing }}", "guest.jinja: the block subject is missing"),
        (
            "digest.jinja",
            '{% extends "letter.jinja" %}{% block title %}{% endblock %}{% block subject %}{% endblock %}'
            "{% block thai %}\n{{ th.entires }}{% endblock %}{% block english %}{% endblock %}",
            "digest.jinja, line 2: ",
        ),
        ("reasons.toml", "[late]\nquestion = 1", "[late] question is not known here, or is not of its type"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(own: Desk, name: str, text: str, told: str) -> None:
    write(own, name, text)
    problems = check_templates(own)
    assert problems
    assert any(told in problem for problem in problems), problems
    assert all("\n" not in problem for problem in problems)


def test_a_broken_text_is_a_render_error_and_nothing_else(own: Desk, letters: dict[str, Letter]) -> None:
    write(own, "reasons.toml", '[form-type]\nwhat_th = "{{ 1 / 0 }}"')
    with pytest.raises(RenderError, match=r"reasons\.toml, line 2, \[form-type\] what_th: division by zero"):
        render(letters["correction"], own)


def test_a_folder_that_does_not_exist_is_told(desk: Desk, tmp_path: Path) -> None:
    lost = replace(desk, templates_dir=tmp_path / "nowhere")
    assert any("nowhere: [replies] templates_dir is not a folder" in line for line in check_templates(lost))


def test_an_operator_may_hide_a_note(own: Desk, letters: dict[str, Letter]) -> None:
    letter = letters["acknowledgement"]
    letter = replace(letter, decision=replace(letter.decision, reasons=(reason("deck-macros"),)))
    assert "แมโคร" in read_mail(letter, replace(own, templates_dir=None)).text
    write(own, "reasons.toml", "[deck-macros]\nshown = false")
    assert "แมโคร" not in read_mail(letter, own).text


def test_the_settings_of_2566_make_a_desk_whose_letters_are_sound() -> None:
    desk = desk_of(load(Path(__file__).parents[2] / "config.toml", {}))
    assert (desk.contest, desk.max_message_mb, desk.form_extensions[0]) == ("dgti-2566", 60, ".pdf")
    assert desk.closes.isoformat() == "2023-07-31T16:30:59+07:00"
    assert check_templates(desk) == []


def test_a_preview_writes_every_sample_as_text_and_page(desk: Desk, tmp_path: Path) -> None:
    written = write_preview(desk, tmp_path / "preview")
    assert len(written) == 2 * (len(list(sample_letters(desk))) + 1)
    assert "DGTI-2566-0101" in (tmp_path / "preview" / "digest.txt").read_text("utf-8")
    assert "ขอแสดงความนับถือ" in (tmp_path / "preview" / "held.txt").read_text("utf-8")
    assert (tmp_path / "preview" / "held.html").read_text("utf-8").startswith("<!doctype html>")


def said(folder: Path, *arguments: str) -> tuple[int, str]:
    """What `intake templates` says of the operator's texts in `folder`, and its exit code."""
    ours = (Path(__file__).parents[2] / "config.toml").read_text("utf-8")
    config = folder / "config.toml"
    config.write_text(ours.replace('templates_dir = ""', 'templates_dir = "mine"'), "utf-8")
    (folder / "mine").mkdir(exist_ok=True)
    done = CliRunner().invoke(app, ["--config", str(config), "templates", *arguments])
    return done.exit_code, done.output + str(done.exception or "")


def test_the_command_shows_how_letters_read(tmp_path: Path) -> None:
    code, told = said(tmp_path, "check")
    assert (code, "all can be written" in told) == (0, True)
    assert "correction\t[" in said(tmp_path, "preview")[1]
    code, told = said(tmp_path, "preview", "held")
    assert code == 0
    assert "ขอแสดงความนับถือ" in told
    assert said(tmp_path, "preview", "--folder", str(tmp_path / "out"))[0] == 0
    assert (tmp_path / "out" / "held.html").exists()
    assert "lists them" in said(tmp_path, "preview", "none")[1]


def test_the_command_tells_a_mistake_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "held.jinja").write_text("{% if %}", "utf-8")
    code, told = said(tmp_path, "check")
    assert (code, "held.jinja, line 1: " in told) == (1, True)
    assert "`intake templates check` lists all" in said(tmp_path, "preview", "held")[1]
