"""`intake auth`: a person's consent to read a mailbox of Microsoft 365 or Google, and how it stands."""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from credentials import Credentials
from credentials.ending import warning
from credentials.record import Kept
from intake.context import Context, of, print_line
from runtime.clock import now
from settings import Settings

app = typer.Typer(help="The login to a mailbox that takes no passwords.", no_args_is_help=True)

FLOWS = {"app": "สิทธิ์ของโปรแกรม the program's own right", "consent": "ความยินยอมของบุคคล a person's consent"}


@app.command("login")
def login(context: typer.Context) -> None:
    """Have a person let the daemon into the mailbox. Shows an address, and waits."""
    settings = of(context).settings()
    kept = Credentials(settings).log_in(_AtTheTerminal(of(context)))
    whose = f" โดย by {kept.whose}" if kept.whose else ""
    _say(of(context), f"เสร็จแล้ว done: บันทึกความยินยอมแล้ว the consent is kept{whose}")
    if told := warning(Credentials(settings).endings(), now()):
        _say(of(context), f"โปรดทราบ note: {told}")


@app.command("status")
def status(context: typer.Context) -> None:
    """Whose consent it is, until when, and the last error. Exit 1 when access has failed or will soon end."""
    settings = of(context).settings()
    credentials = Credentials(settings)
    if not credentials.used:
        print_line("ใช้รหัสผ่าน passwords are used: [mailbox] and [smtp] auth")
        return
    kept = credentials.kept()
    told = warning(credentials.endings(), now())
    print_line(f"ผู้ให้บริการ provider: {credentials.provider.name}")
    for line in _lines(settings, kept):
        print_line(line)
    for ending in credentials.endings():
        print_line(f"สิ้นสุด ends: {ending.what} {_at(ending.at, settings.contest.zone)}")
    if told:
        print_line(f"โปรดต่ออายุ renew: {told}")
    if told or kept.last_error:
        raise typer.Exit(1)


def _lines(settings: Settings, kept: Kept) -> list[str]:
    zone = settings.contest.zone
    lines = [f"วิธี flow: {FLOWS[settings.oauth2.flow]}"]
    if kept.whose:
        lines.append(f"ของ whose: {kept.whose}")
    if kept.since:
        lines.append(f"ตั้งแต่ since: {_at(kept.since, zone)}")
    used = _at(kept.last_success, zone) or "ยังไม่เคย never: `intake doctor` tries it"
    lines.append(f"ใช้ได้ล่าสุด last success: {used}")
    if kept.last_error:
        lines.append(f"ผิดพลาดล่าสุด last error: {_at(kept.last_error_at, zone)} {kept.last_error}")
    return lines


class _AtTheTerminal:
    """Whoever runs the command; the answer itself goes to standard output alone."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def visit(self, address: str, code: str) -> None:
        """On lines of their own, to be copied whole."""
        _say(self._context, "เปิดที่อยู่นี้ในเบราว์เซอร์ และเข้าสู่ระบบด้วยบัญชีของกล่องจดหมาย")
        _say(self._context, "Open this address in a browser, and log in with the mailbox's account:")
        print_line(address)
        if code:
            _say(self._context, "แล้วพิมพ์รหัสนี้ and type this code:")
            print_line(code)
            _say(self._context, "รอการยืนยัน waiting …")
        sys.stdout.flush()

    def paste(self) -> str:
        """The browser may run on another machine: what it shows is copied by hand."""
        _say(self._context, "ตอนท้ายเบราว์เซอร์จะเปิดหน้า http://127.0.0.1/… ไม่ได้ ให้คัดลอกที่อยู่ทั้งหมดมาวางที่นี่")
        _say(
            self._context,
            "At the end the browser cannot open http://127.0.0.1/…: paste that whole address here:",
        )
        return sys.stdin.readline()


def _say(context: Context, text: str) -> None:
    context.err.print(text, markup=False, soft_wrap=True)


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}" if moment else ""
