"""`[web]`: without https the pages are for this machine alone."""

import pytest
from pydantic import ValidationError

from settings.web import Web

PROXY = {"public_url": "https://desk.office.go.th", "trusted_proxies": ("10.1.0.7",)}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"host": "0.0.0.0"}, "put a proxy with https in front"),
        ({"host": "192.168.1.5"}, "put a proxy with https in front"),
        ({"host": "desk.office.go.th"}, "put a proxy with https in front"),
        ({"public_url": "http://desk.office.go.th"}, "put a proxy with https in front"),
        ({"public_url": "https://desk.office.go.th"}, "needs trusted_proxies"),
        ({"public_url": "https://desk.office.go.th/desk"}, "without a path"),
        ({"public_url": "desk.office.go.th"}, "without a path"),
        ({"public_url": "ftp://desk.office.go.th"}, "without a path"),
        ({"trusted_proxies": ("proxy",)}, "must be addresses or networks"),
        ({"trusted_proxies": ("10.1.0.7/8",)}, "must be addresses or networks"),
    ],
)
def test_what_others_could_read_along_is_refused_with_the_cure(keys: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Web.model_validate(keys)


@pytest.mark.parametrize(
    ("keys", "address", "beyond"),
    [
        ({}, "http://127.0.0.1:8025", False),
        ({"host": "::1", "port": 80}, "http://[::1]:80", False),
        ({"public_url": "http://localhost:8025/"}, "http://localhost:8025", False),
        (PROXY, "https://desk.office.go.th", True),
        ({**PROXY, "host": "0.0.0.0"}, "https://desk.office.go.th", True),
    ],
)
def test_where_browsers_find_the_pages(keys: dict[str, object], address: str, beyond: bool) -> None:
    settings = Web.model_validate(keys)
    assert (settings.address, settings.is_beyond) == (address, beyond)
