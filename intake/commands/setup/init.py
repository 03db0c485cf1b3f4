"""`intake init`: asks what it must know, tries each answer, and writes a commented config.toml."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from credentials import Password
from ingest.mailbox import connect
from intake.context import Context, of, print_line
from intake.setup.filling import Key, filled, shipped
from intake.setup.questions import CONTEST, FILES, MAILBOX, SMTP, Question, takes_no_password
from notifications.transport import check as check_smtp
from settings import ConfigError, Settings, load
from settings.errors import ServerFault, WrongUse
from storage.backup.generations import write_private

Given = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="TABLE.KEY=VALUE", help="An answer given beforehand; it is not asked for."),
]
Untried = Annotated[bool, typer.Option("--untried", help="Do not log in to the servers.")]
Silent = Annotated[bool, typer.Option("--no-questions", help="Ask nothing: --set and what is proposed.")]

_TRIES = 20
"""Then nobody is there who reads what is said."""

Tried = Callable[[Settings, str], object]


def init(
    context: typer.Context, given: Given = None, untried: Untried = False, silent: Silent = False
) -> None:
    """Make a configuration for a new contest, at --config (./config.toml if left out)."""
    config = of(context).config
    if config.exists():
        raise WrongUse(f"{config} is there already: name another with --config, or edit it")
    _require_writable(config)
    asked = _Asking(of(context), _given(given or []), silent=silent)
    asked.part("อีเมลขาเข้า · mailbox", MAILBOX, None if untried else _mailbox)
    asked.part("อีเมลขาออก · SMTP", SMTP, None if untried else _smtp)
    asked.part("โครงการ · contest", CONTEST, lambda _settings, _password: None)
    text = asked.text()
    config.parent.mkdir(parents=True, exist_ok=True)
    write_private(config, text.encode())
    load(config)
    print_line(f"เขียนแล้ว written: {config}")
    print_line(_next(tokens=takes_no_password(asked.answers)))


def _require_writable(config: Path) -> None:
    """Before the first question: what was answered would be lost. Raises WrongUse."""
    folder = next(each for each in config.absolute().parents if each.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WrongUse(f"{folder} cannot be written to by this account: name another place with --config")


def _next(*, tokens: bool) -> str:
    then = "อ่านค่าอื่นในไฟล์ read its other keys; intake doctor"
    if tokens:
        return f"ต่อไป next: [oauth2] ตาม as docs/providers.md; {then}"
    names = "INTAKE_MAILBOX_PASSWORD, INTAKE_SMTP_PASSWORD"
    return f"ต่อไป next: ตั้งรหัสผ่านในตัวแปร put the passwords into {names}; {then}"


def _mailbox(settings: Settings, password: str) -> None:
    connect(settings.mailbox, Password(password)).close()


def _smtp(settings: Settings, password: str) -> None:
    check_smtp(settings.smtp, Password(password) if settings.smtp.username else None)


def _given(pairs: Sequence[str]) -> dict[str, str]:
    known = {question.name for question in (*MAILBOX, *SMTP, *CONTEST)} | {".".join(each) for each in FILES}
    found = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or name not in known:
            raise WrongUse(f"--set {name}: is none of {', '.join(sorted(known))}")
        found[name] = value
    return found


class _Asking:
    """One conversation; `answers` is what was understood."""

    def __init__(self, context: Context, given: Mapping[str, str], *, silent: bool) -> None:
        self._context, self._given, self._silent = context, dict(given), silent
        self.answers: dict[Key, object] = {("contest", "holidays"): []}
        for key in FILES:
            if path := self._given.pop(".".join(key), ""):
                self.answers[key] = path

    def part(self, title: str, questions: Sequence[Question], tried: Tried | None) -> None:
        """Asks until what was said can be used. Raises WrongUse where nobody can be asked again."""
        self._context.err.print(f"\n[bold]{title}[/]")
        for _ in range(_TRIES):
            for question in questions:
                self.answers[question.key] = self._answer(question)
            if (
                tried is None
                or (questions is not CONTEST and takes_no_password(self.answers))
                or not (problem := self._tried(questions, tried))
            ):
                return
            if self._silent:
                raise WrongUse(problem)
            self._context.err.print(problem, style="red", markup=False, soft_wrap=True)
            self._given = {name: value for name, value in self._given.items() if not _of(name, questions)}
        raise WrongUse("the answers cannot be used; begin anew when they are at hand")

    def text(self) -> str:
        """The configuration with all answers."""
        tokens: dict[Key, object] = {("mailbox", "auth"): "oauth2", ("smtp", "auth"): "oauth2"}
        return filled(shipped(), self.answers | (tokens if takes_no_password(self.answers) else {}))

    def _answer(self, question: Question) -> object:
        for _ in range(_TRIES):
            proposed = self.answers.get(question.key, question.proposed(self.answers))
            typed = self._given.get(question.name)
            if typed is None and not self._silent:
                shown = f"  {question.thai} · {question.english}"
                typed = typer.prompt(shown, default=proposed, show_default=proposed != "", err=True)
            try:
                return question.read(str(proposed if typed is None else typed).strip())
            except ValueError as error:
                if self._silent or self._given.pop(question.name, None) is not None:
                    raise WrongUse(f"{question.name}: {error}") from None
                self._context.err.print(str(error), style="red", markup=False)
        raise WrongUse(f"{question.name}: no answer that can be used")

    def _tried(self, questions: Sequence[Question], tried: Tried) -> str:
        """What is wrong with the answers so far; empty when they can be used."""
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder, "config.toml")
            trial.write_text(filled(shipped(), self.answers), "utf-8")
            try:
                tried(load(trial), self._password(questions))
            except ConfigError as error:
                return str(error).removeprefix(f"{trial}: ")
            except ServerFault as error:
                return str(error)
        return ""

    def _password(self, questions: Sequence[Question]) -> str:
        """From the environment, else asked for, and forgotten once it was tried."""
        if questions is CONTEST or (questions is SMTP and not self.answers["smtp", "username"]):
            return ""
        name = "INTAKE_MAILBOX_PASSWORD" if questions is MAILBOX else "INTAKE_SMTP_PASSWORD"
        if found := os.environ.get(name):
            return found
        if self._silent:
            raise WrongUse(f"{name} is not set: set it, or say --untried")
        typed: str = typer.prompt(f"  รหัสผ่าน (ไม่ถูกบันทึก) · {name}, not kept", hide_input=True, err=True)
        return typed


def _of(name: str, questions: Sequence[Question]) -> bool:
    return any(question.name == name for question in questions)
