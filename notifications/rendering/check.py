"""Tries every template and text before an applicant meets them."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import get_args

from notifications.errors import RenderError
from notifications.rendering.catalogue import FILE, catalogue, explain
from notifications.rendering.dates import Language
from notifications.rendering.desk import Desk
from notifications.rendering.environment import KINDS, OWN, environment_of, load
from notifications.rendering.render import render, render_digest
from notifications.rendering.samples import FULL_PARAMS, sample_digest, sample_letters
from notifications.rendering.slots import Audience
from screening.model.codes import SEVERITY, reason


def check_templates(desk: Desk) -> list[str]:
    """What is wrong with the letters under `desk`, one line each and each once; empty when all is well."""
    return list(dict.fromkeys(_problems(desk)))


def _problems(desk: Desk) -> Iterator[str]:
    yield from _strangers(desk.templates_dir)
    try:
        catalogue(desk.templates_dir)
        text = environment_of(desk.templates_dir, "txt")
    except RenderError as error:
        yield str(error)
        return
    for code, language, audience in product(SEVERITY, get_args(Language), get_args(Audience)):
        for params in ({}, FULL_PARAMS):
            yield from _problem(partial(explain, reason(code, **params), language, audience, desk))
    for kind in KINDS:
        yield from _problem(partial(load, text, kind))
    for _, letter in sample_letters(desk):
        yield from _problem(partial(render, letter, desk))
    yield from _problem(partial(render_digest, sample_digest(desk), desk))


def _strangers(folder: Path | None) -> Iterator[str]:
    """Files of the operator's folder that replace none of ours: a name that was mistyped."""
    known = {FILE} | {path.name for path in OWN.iterdir()}
    for path in sorted(folder.iterdir()) if folder and folder.is_dir() else []:
        if path.name not in known:
            yield f"{path}: replaces nothing; the names are {', '.join(sorted(known))}"


def _problem(attempt: Callable[[], object]) -> Iterator[str]:
    try:
        attempt()
    except RenderError as error:
        yield str(error)
