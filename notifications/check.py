"""Tries every template and text before an applicant meets them."""

from collections.abc import Iterator
from itertools import product
from typing import get_args

from notifications.catalogue import FILE, Audience, explain
from notifications.dates import Language
from notifications.desk import Desk
from notifications.environment import OWN
from notifications.errors import RenderError
from notifications.render import render
from notifications.samples import FULL_PARAMS, sample_letters
from screening.codes import SEVERITY, reason


def check_templates(desk: Desk) -> list[str]:
    """What is wrong with the letters under `desk`, one line each and each once; empty when all is well."""
    return list(dict.fromkeys(_problems(desk)))


def _problems(desk: Desk) -> Iterator[str]:
    folder = desk.templates_dir
    if folder and folder.is_dir():
        known = {FILE} | {path.name for path in OWN.iterdir()}
        for path in sorted(folder.iterdir()):
            if path.name not in known:
                yield f"{path}: replaces nothing; the names are {', '.join(sorted(known))}"
    for code, language, audience in product(SEVERITY, get_args(Language), get_args(Audience)):
        for params in ({}, FULL_PARAMS):
            try:
                explain(reason(code, **params), language, audience, desk)
            except RenderError as error:
                yield str(error)
    for name, letter in sample_letters(desk):
        try:
            render(letter, desk)
        except RenderError as error:
            yield f"{name}: {error}"
