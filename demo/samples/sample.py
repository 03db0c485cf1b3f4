"""What one sample mail is, and the contest and applicants that all of them are made for."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from demo.samples import mime
from demo.samples.decks import deck
from demo.samples.forms import pdf_form
from demo.samples.spelling import Spelling, continued
from screening.model.decision import Template, Verdict

THAILAND = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail and the judgement that it was made for.

    `message` are its raw bytes with CRLF line ends, `received` the INTERNALDATE to give it (aware).
    `expect_codes` must all be among the reasons; `expect_template` is None where nothing is answered.
    """

    slug: str
    title_th: str
    title_en: str
    what_it_shows: str
    message: bytes
    received: datetime
    expect_verdict: Verdict
    expect_codes: frozenset[str] = frozenset()
    expect_template: Template | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who enters: an invented agency, the address and name its officer writes under, and the work."""

    agency: str
    address: str
    contact: str
    work: str

    def form(self, spelling: Spelling = continued, name: str = "") -> mime.Attachment:
        """The agency's signed form as a PDF; `name` where it is not the prescribed one."""
        data = pdf_form(self.agency, self.work)
        return mime.Attachment(name or f"{self.agency}_form1.pdf", data, mime.PDF, spelling)

    def deck(self, spelling: Spelling = continued, topics: int = 7) -> mime.Attachment:
        """The agency's presentation."""
        return mime.Attachment(f"{self.work}.pptx", deck(self.agency, self.work, topics), mime.PPTX, spelling)

    def letter(self, *, office: str = "") -> str:
        """The words that go with an entry, as an office writes them."""
        return (
            f"เรียน คณะกรรมการ\r\n\r\n{office or self.agency} ขอส่งผลงาน “{self.work}” เข้าประกวด "
            f"ตามเอกสารที่แนบมาพร้อมนี้\r\n\r\nขอแสดงความนับถือ\r\n{self.contact}\r\n"
        )


@dataclass(frozen=True, slots=True)
class Contest:
    """The window that the samples are placed in (aware, inclusive), and the address they go to."""

    opens: datetime
    closes: datetime
    address: str

    def at(self, share: float) -> datetime:
        """The whole second that lies at `share` of the window, 0 to 1."""
        moment = self.opens + (self.closes - self.opens) * share
        return moment.astimezone(THAILAND).replace(microsecond=0)

    def envelope(self, slug: str, sender: Applicant, subject: str, received: datetime) -> mime.Envelope:
        """An envelope addressed to the contest."""
        moment = received.astimezone(THAILAND)
        return mime.Envelope(slug, sender.address, sender.contact, subject, moment, self.address)
