"""What every letter needs to know of the contest, taken from the settings once."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """The office that writes: hashable, so that templates are loaded once for it.

    `opens` and `closes` are aware and inclusive. `working_days` is how long staff may take to answer
    what is held. `templates_dir` holds the operator's own versions of templates and texts.
    """

    contest: str
    name_th: str
    name_en: str
    year_be: int
    opens: datetime
    closes: datetime
    zone: ZoneInfo
    email: str
    phone: str
    unit_th: str
    from_address: str
    holidays: frozenset[date] = frozenset()
    retention_th: str = ""
    dpo_contact: str = ""
    notice_url: str = ""
    max_message_mb: int = 60
    form_extensions: tuple[str, ...] = (".pdf", ".jpg", ".jpeg")
    templates_dir: Path | None = None
    working_days: int = 3
    organiser_th: str = "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)"
    organiser_short_th: str = "สพร."
    organiser_unit_th: str = "ศูนย์เทคโนโลยีและนวัตกรรมดิจิทัลภาครัฐ (DGTi)"

    @property
    def organiser(self) -> str:
        """The office by its whole name and the one that the letters call it by."""
        both = dict.fromkeys(filter(None, (self.organiser_th, self.organiser_short_th)))
        return " หรือ ".join(both)


def desk_of(settings: Settings) -> Desk:
    """The desk that `settings` describe."""
    contest, privacy = settings.contest, settings.privacy
    return Desk(
        contest=contest.id,
        name_th=contest.name_th,
        name_en=contest.name_en,
        year_be=contest.year_be,
        opens=contest.local(contest.opens),
        closes=contest.local(contest.closes),
        zone=contest.zone,
        email=contest.email,
        phone=contest.phone,
        organiser_th=settings.organiser.name_th,
        organiser_short_th=settings.organiser.short_th or settings.organiser.name_th,
        organiser_unit_th=settings.organiser.unit_th,
        unit_th=contest.unit_th,
        from_address=settings.smtp.from_address,
        holidays=frozenset(contest.holidays),
        retention_th=privacy.retention_th,
        dpo_contact=privacy.dpo_contact,
        notice_url=privacy.notice_url,
        max_message_mb=settings.mailbox.max_message_mb,
        form_extensions=settings.form.extensions,
        templates_dir=settings.replies.templates_dir,
    )
