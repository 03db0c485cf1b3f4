"""Our letters: as they were sent, those that wait for a person, and what he does about them."""

from collections.abc import Collection, Sequence
from http import HTTPStatus

from sqlmodel import select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ingest.rerendering import release, rerender
from notifications.errors import RenderError
from review.mails import letter_text
from review.titles import Title
from screening.model.causes import Cause
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.outbox import replies
from storage.outbox.resending import resend
from storage.states import OutboxState
from storage.tables import Message, Outbox
from web.desk.fields import text, texts
from web.evidence.downloads import download
from web.page import LARGEST_NUMBER
from web.rendering import missing, show
from web.site import Site, site_of
from web.views_log import Action, record
from web.visitor import visitor_of

_WAIT = (OutboxState.HELD, OutboxState.FAILED, OutboxState.UNCERTAIN)
STEPS: dict[OutboxState, tuple[str, ...]] = {
    OutboxState.HELD: ("release", "drop"),
    OutboxState.FAILED: ("retry", "resend"),
    OutboxState.UNCERTAIN: ("retry", "drop", "resend"),
    OutboxState.SENT: ("resend",),
    OutboxState.DROPPED: ("resend",),
}
"""What a person may do about a letter in each state; docs/states.md has the whole table."""
STEP_TITLES: dict[str, Title] = {
    "release": ("อนุมัติให้ส่งแล้ว", "released"),
    "drop": ("ยกเลิกแล้ว ไม่ส่ง", "dropped: it is not sent"),
    "retry": ("จะส่งอีกครั้ง", "it goes once more"),
    "resend": ("จะส่งสำเนาฉบับนี้", "this copy goes"),
}
"""What was done, said afterwards."""


def letter(request: Request) -> Response:
    """One letter, exactly as its recipient reads it."""
    return _letter(request)


def waiting(request: Request) -> Response:
    """Every letter that waits for a person: held, failed, uncertain."""
    return _waiting(request)


def step(request: Request) -> Response:
    """One step of one letter."""
    site, form = site_of(request), request.state.form
    number = request.path_params["number"]
    wanted = text(form, "step")
    if _found(site, number) is None:
        return missing(request)
    if _is_to_be_asked(form):
        return _letter(request, asked=wanted)
    try:
        row = _do(site, number, wanted, request)
    except (StorageError, RenderError, OSError) as error:
        return _letter(request, str(error), status=HTTPStatus.CONFLICT)
    return RedirectResponse(f"/letter/{row.id}?done={wanted}", HTTPStatus.SEE_OTHER)


def steps(request: Request) -> Response:
    """The same step for many letters: each by itself, and what could not be done is told."""
    site, form = site_of(request), request.state.form
    wanted, problems = text(form, "step"), []
    numbers = [int(each) for each in texts(form, "letter") if each.isdecimal() and len(each) < 18]
    if _is_to_be_asked(form):
        return _waiting(request, asked=numbers)
    for number in numbers:
        try:
            _do(site, number, wanted, request)
        except (StorageError, RenderError, OSError) as error:
            problems.append(f"{number}: {error}")
    return _waiting(request, problems=problems, done=(wanted, len(numbers) - len(problems)))


def _is_to_be_asked(form: FormData) -> bool:
    """Whether he has not said yet that he means it: a letter that is dropped tells its recipient nothing."""
    return text(form, "step") == "drop" and text(form, "sure") != "yes"


def _do(site: Site, number: int, wanted: str, request: Request) -> Outbox:
    """Raises StorageError, RenderError or OSError; then nothing has changed."""
    parts, who, form = site.parts, visitor_of(request).name, request.state.form
    row = _found(site, number)
    if row is None or wanted not in STEPS.get(row.state, ()):
        raise StorageError("จดหมายนี้ทำเช่นนั้นไม่ได้แล้ว this cannot be done about the letter any more")
    if wanted == "release":
        with site.mails.turn:
            again = rerender if row.why == Cause.RENDER_FAILED else release
            return again(parts, site.parser, number, who)
    with writing(parts.engine) as session:
        if wanted == "resend":
            why = text(form, "why")
            if not why:
                raise StorageError("โปรดบอกเหตุผล และทราบที่อยู่นี้ได้อย่างไร say why, and how the address is known")
            return resend(session, parts.contest, number, text(form, "to"), who, why, site.now)
        alone = replies.retry if wanted == "retry" else replies.drop
        return alone(session, parts.contest, number, who, site.now)


def _letter(
    request: Request, refused: str = "", *, asked: str = "", status: HTTPStatus = HTTPStatus.OK
) -> Response:
    found = _found(site_of(request), request.path_params["number"])
    if found is None:
        return missing(request)
    record(request, Action.VIEW, f"letter {found.id}")
    values = {
        "letter": found,
        "text": letter_text(found.data) if found.data else "",
        "steps": STEPS.get(found.state, ()),
        "refused": refused,
        "asked": asked,
        "done": STEP_TITLES.get(request.query_params.get("done", "")),
    }
    return show(request, "letter.html", values, status)


def _waiting(
    request: Request,
    *,
    problems: Sequence[str] = (),
    asked: Collection[int] = (),
    done: tuple[str, int] | None = None,
) -> Response:
    site = site_of(request)
    with reading(site.parts.engine) as session:
        rows = replies.listed(session, site.parts.contest, _WAIT)
    values = {
        "rows": rows,
        "problems": problems,
        "asked": asked,
        "done": done and (STEP_TITLES.get(done[0], ("", "")), done[1]),
    }
    return show(request, "letters.html", values)


def _found(site: Site, number: int) -> Outbox | None:
    if number > LARGEST_NUMBER:
        return None
    with reading(site.parts.engine) as session:
        query = select(Outbox).where(Outbox.id == number, Outbox.contest == site.parts.contest)
        return session.exec(query).first()


def raw_mail(request: Request) -> Response:
    """A mail byte for byte as it came, to be opened with care."""
    site = site_of(request)
    with reading(site.parts.engine) as session:
        query = select(Message).where(
            Message.id == min(request.path_params["number"], LARGEST_NUMBER),
            Message.contest == site.parts.contest,
        )
        found = session.exec(query).first()
    if found is None or not site.parts.files.raw.has(found.digest):
        return missing(request)
    record(request, Action.DOWNLOAD, f"message {found.id}")
    return download(site.parts.files.raw, found.digest, f"{found.id}.eml")
