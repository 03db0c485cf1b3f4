"""The first screen, the card, and what is done on it."""

from collections import Counter
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from decisions.acts.errors import ActRefusedError, StaleError
from ingest.acting import act
from review.piles import FIRST_SCREEN, TITLES, URGENT, counted
from review.queue import Waiting
from review.refused import refused
from storage.accounts.accounts import accounts
from storage.engine import reading
from storage.entries.cards import Card
from web.desk.fields import text
from web.desk.filters import Filter, kept
from web.desk.lately import lately
from web.desk.moments import TYPED
from web.desk.orders import card_of, require_typed, wanted
from web.desk.outcome import Outcome, as_shown, outcome_of
from web.desk.register_search import Found, search
from web.desk.view import notes_of, view_of
from web.rendering import missing, show
from web.site import Site, site_of
from web.views_log import Action, record
from web.visitor import visitor_of
from web.words import said

_LISTED = 200
"""Cards in the list beside the card: more cannot be taken in at a glance."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the page answers to an act: its preview, or why it is not done; `form` is what was typed, `found`
    the bodies of the register that were looked for.
    """

    form: FormData
    preview: Outcome | None = None
    refused: str = ""
    stale: bool = False
    staged: str = ""
    found: Found | None = None


def home(request: Request) -> Response:
    """Six numbers, each a queue."""
    site = site_of(request)
    found = queue_of(site)
    values = {
        "counts": counted(found, site.times.today),
        "piles": FIRST_SCREEN,
        "titles": TITLES,
        "urgent": URGENT,
        "first": next((each for each in found if not each.rests), None),
        "codes": _codes(found),
        "empty": request.query_params.get("empty") == "yes",
        **lately(request),
    }
    return show(request, "home.html", values)


def first_card(request: Request) -> Response:
    """The most urgent card that passes the filter; the first screen where none does."""
    site, filter_ = site_of(request), Filter.of(request.query_params)
    found = kept(queue_of(site), filter_, visitor_of(request).name, site.times.today)
    if not found:
        return RedirectResponse("/?empty=yes", HTTPStatus.SEE_OTHER)
    return RedirectResponse(f"/desk/{found[0].card.entry.reference}{filter_.query}", HTTPStatus.SEE_OTHER)


def card(request: Request) -> Response:
    """One card with its acts."""
    return _card(request, None)


def do(request: Request) -> Response:
    """Shows what an act comes to, or does it and goes on to the next card."""
    site, visitor, form = site_of(request), visitor_of(request), request.state.form
    found = card_of(site, request.path_params["reference"])
    if found is None:
        return missing(request)
    does = text(form, "step") == "do"
    staged = ""
    try:
        with site.mails.turn:
            order = wanted(site, site.staged, found, form, visitor.name)
            if does:
                require_typed(order.order.act, form)
            if order.order.act.files and not text(form, "staged"):
                staged = site.staged.put(visitor.name, order.order.act.files)
            show_it = partial(as_shown, text(form, "shown")) if does else outcome_of
            done = act(site.parts, site.parser, order.order, show_it, preview=not does, mail=order.mail)
    except StaleError as error:
        told = said(refused(error), visitor.language)
        return _card(request, Said(form, refused=told, stale=True), HTTPStatus.CONFLICT)
    except ActRefusedError as error:
        if text(form, "step") == "find":
            return _card(request, Said(form, found=_looked_up(site, found, text(form, "argument"))))
        told = said(refused(error), visitor.language)
        return _card(request, Said(form, refused=told), HTTPStatus.UNPROCESSABLE_ENTITY)
    if not does:
        return _card(request, Said(form, preview=done, staged=staged or text(form, "staged")))
    if done.erased:
        site.mails.forget()
    return _next(request, done)


def _looked_up(site: Site, card: Card, words: str) -> Found:
    """The bodies of the register that may be meant, where the words do not name exactly one."""
    with reading(site.parts.engine) as session:
        return search(session, card, site.parts.judge.rules.register, words)


def _next(request: Request, done: Outcome) -> Response:
    """The card that came next in the list; without one the first screen."""
    form = request.state.form
    following, filter_ = text(form, "following"), Filter.of(request.query_params)
    mark = "&" if filter_.query else "?"
    told = f"{filter_.query}{mark}done={done.act}"
    target = f"/desk/{following}{told}" if following else f"/?done={done.act}"
    return RedirectResponse(target, HTTPStatus.SEE_OTHER)


def _card(request: Request, said: Said | None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    site, visitor = site_of(request), visitor_of(request)
    found = card_of(site, request.path_params["reference"])
    if found is None:
        return missing(request)
    reference = found.entry.reference
    record(request, Action.VIEW, reference)
    site.presence.opens(reference, visitor.name, site.now)
    filter_ = Filter.of(request.query_params)
    listed = kept(queue_of(site), filter_, visitor.name, site.times.today)
    with reading(site.parts.engine) as session:
        view = view_of(session, site, found, visitor)
    values = {
        "view": view,
        "notes": notes_of(view, site, visitor.language),
        "waiting": next((each for each in listed if each.card.entry.reference == reference), None),
        "listed": listed[:_LISTED],
        "count": len(listed),
        "filter": filter_,
        "piles": TITLES,
        "said": said,
        "of_time": TYPED,
        "colleagues": _colleagues(site),
        **lately(request),
        "others_here": site.presence.others(reference, visitor.name, site.now),
        "presence": {
            each.card.entry.reference: site.presence.others(each.card.entry.reference, visitor.name, site.now)
            for each in listed[:_LISTED]
        },
        **_neighbours(listed, reference),
    }
    return show(request, "card.html", values, status)


def _colleagues(site: Site) -> list[str]:
    with reading(site.parts.engine) as session:
        return [account.name for account in accounts(session) if account.disabled_at is None]


def _neighbours(listed: list[Waiting], reference: str) -> dict[str, Any]:
    """The cards before and after this one; for one that is not in the list its first is next."""
    references = [each.card.entry.reference for each in listed]
    if reference not in references:
        return {"place": 0, "before": "", "following": references[0] if references else ""}
    index = references.index(reference)
    return {
        "place": index + 1,
        "before": references[index - 1] if index else "",
        "following": references[index + 1] if index + 1 < len(references) else "",
    }


def queue_of(site: Site) -> list[Waiting]:
    """Every card on which something waits, in the order in which they are to be taken."""
    return site.queue.waiting(site.parts, site.now)


def _codes(found: list[Waiting]) -> dict[str, int]:
    """How many cards wait for each code, the most first."""
    waiting = [{point.code for point in each.card.points} for each in found if not each.rests]
    return dict(Counter(code for codes in waiting for code in sorted(codes)).most_common())
