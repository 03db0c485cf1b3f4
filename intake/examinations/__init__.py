"""What `intake doctor` tries, each by its name; it returns what is well, or raises one of `KNOWN`."""

from collections.abc import Callable

from intake.examinations import contest, machine, servers
from intake.examinations.ailing import KNOWN, Ailing
from runtime.parts import Parts

__all__ = ["EXAMINATIONS", "KNOWN", "Ailing"]

EXAMINATIONS: dict[str, Callable[[Parts], str]] = {
    "contest": contest.contest,
    "consent": servers.consent,
    "mailbox": servers.mailbox,
    "folders": servers.folders,
    "senders": servers.senders,
    "smtp": servers.smtp,
    "database": machine.database,
    "disk": machine.disk,
    "backup": machine.backup,
    "parser": machine.parser,
    "scanner": machine.scanner,
    "texts": contest.texts,
    "register": contest.register,
    "clock": machine.clock,
    "replies": contest.replies,
    "alarm": servers.alarm,
}
