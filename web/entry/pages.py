"""The page of one entry."""

from starlette.requests import Request
from starlette.responses import Response

from storage.codec import file_of
from storage.engine import reading
from storage.entries.filed import files_in
from storage.entries.linked import linked_to
from storage.intake_log import lookup
from web.desk.beside import drawn
from web.desk.orders import card_of
from web.desk.view import letters_to
from web.entry.contacts import addresses, phones
from web.entry.decks import deck_of
from web.entry.timeline import MailCame, timeline
from web.entry.undos import undos_of
from web.evidence.sheets import drawable
from web.rendering import missing, show
from web.site import site_of
from web.views_log import Action, record
from web.visitor import visitor_of


def entry(request: Request) -> Response:
    """Everything about one receipt number, in order."""
    site, visitor = site_of(request), visitor_of(request)
    card = card_of(site, request.path_params["reference"])
    if card is None:
        return missing(request)
    record(request, Action.VIEW, card.entry.reference)
    parts, number = site.parts, card.entry.id
    with reading(parts.engine) as session:
        rows = lookup(session, parts.contest, card.entry.reference)
        files = files_in(session, number)
        letters = letters_to(session, card)
        _, titles = drawn(session, parts.contest, [file.sha256 for file in files])
        linked = linked_to(session, parts.contest, number)
        undos = undos_of(session, site, card, visitor)
    kept = {file.sha256: file_of(file) for row in rows for file in (*row.files, *row.taken) if file.sha256}
    decks = [deck_of(file, parts.judge.rules) for file in kept.values()]
    steps = timeline(site, rows, letters, card, undos, visitor.language)
    words = "\n".join(step.read.parsed.text for step in steps if isinstance(step, MailCame) and step.read)
    values = {
        "card": card,
        "steps": steps,
        "files": files,
        "pictures": [each for file in kept.values() if (each := drawable(file))],
        "titles": titles,
        "decks": [deck for deck in decks if deck],
        "linked": linked,
        "phones": phones(words),
        "addresses": addresses(words),
    }
    return show(request, "entry.html", values)
