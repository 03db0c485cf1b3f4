"""One act about many cards: only what harms none of them (docs/staff.md), each card an act of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from decisions.acts.errors import ActRefusedError
from decisions.acts.order import Order
from decisions.acts.refusals import of_pages, of_typing
from ingest.acting import act
from review.piles import TITLES
from review.refused import refused
from screening.model.act import Act, ActKind
from web.desk.fields import text, texts
from web.desk.filters import Filter, kept
from web.desk.moments import TYPED, moment_in
from web.desk.orders import card_of
from web.desk.outcome import Outcome, outcome_of
from web.desk.pages import queue_of
from web.rendering import show
from web.site import Site, site_of
from web.visitor import Visitor, visitor_of
from web.words import said

KINDS = (ActKind.LATER, ActKind.ASSIGN, ActKind.ASK, ActKind.SETTLED, ActKind.IGNORE)
_OF_JUNK = ("junk-folder",)
MOST = 50
_LISTED = 500


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one card, or would: its outcome, or why nothing."""

    reference: str
    version: str
    outcome: Outcome | None = None
    refused: str = ""


def choose(request: Request) -> Response:
    """The cards of a view as a table, to choose from."""
    return _page(request)


def do_many(request: Request) -> Response:
    """Shows what the act comes to on each chosen card, or does it: one transaction a card, in their order."""
    site, visitor, form = site_of(request), visitor_of(request), request.state.form
    does = text(form, "step") == "do"
    try:
        chosen = _chosen(form)
        results = [_one(site, reference, seen, form, visitor, does) for reference, seen in chosen]
    except ActRefusedError as error:
        told = said(refused(error), visitor.language)
        return _page(request, told=told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(request, results=results, done=does)


def _chosen(form: FormData) -> list[tuple[str, str]]:
    """Receipt numbers with the versions that were seen. Raises ActRefusedError for none, and for too many."""
    chosen = [
        (reference, seen) for each in texts(form, "card") for reference, _, seen in [each.partition(" ")]
    ]
    if not chosen:
        raise ActRefusedError(of_pages.CHOOSE_CARDS)
    if len(chosen) > MOST:
        raise ActRefusedError(of_pages.TOO_MANY_CARDS, most=MOST)
    return chosen


def _one(site: Site, reference: str, seen: str, form: FormData, visitor: Visitor, does: bool) -> Result:
    try:
        if card_of(site, reference) is None:
            raise ActRefusedError(of_pages.NOT_FOUND)
        order = Order(reference, _act(site, form), visitor.name, text(form, "why"), seen=seen)
        with site.mails.turn:
            done = act(site.parts, site.parser, order, outcome_of, preview=not does)
    except ActRefusedError as error:
        return Result(reference, seen, refused=said(refused(error), visitor.language))
    return Result(reference, seen, done)


def _act(site: Site, form: FormData) -> Act:
    """Raises ActRefusedError for an act that is not done in bulk."""
    kind = next((kind for kind in KINDS if kind.value == text(form, "kind")), None)
    if kind is None:
        raise ActRefusedError(of_pages.ONE_AT_A_TIME)
    if kind is ActKind.SETTLED:
        return Act(kind, codes=_OF_JUNK)
    at = moment_in(site, form) if kind is ActKind.LATER else None
    if kind is ActKind.LATER and at is None:
        raise ActRefusedError(of_typing.UNTIL_WHEN, example="")
    to = text(form, "to") if kind is ActKind.ASSIGN else ""
    if kind is ActKind.ASSIGN and not to:
        raise ActRefusedError(of_typing.WHO_TAKES_IT)
    return Act(kind, at=at, to=to, words=text(form, "words") if kind is ActKind.ASK else "")


def _page(
    request: Request,
    *,
    results: Sequence[Result] = (),
    done: bool = False,
    told: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    site, filter_ = site_of(request), Filter.of(request.query_params)
    found = kept(queue_of(site), filter_, visitor_of(request).name, site.times.today)
    values = {
        "listed": found[:_LISTED],
        "filter": filter_,
        "piles": TITLES,
        "kinds": KINDS,
        "results": results,
        "done": done,
        "refused": told,
        "form": getattr(request.state, "form", None),
        "most": MOST,
        "of_time": TYPED,
    }
    return show(request, "bulk.html", values, status)
