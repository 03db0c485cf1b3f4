"""The line of a mail's head by which staff see why it was taken for a machine's."""

from typing import Any

import pytest
from builders import deck, form, mail, rules

from screening.model.submission import Address
from screening.reading import Reading


@pytest.mark.parametrize(
    ("head", "sign"),
    [
        ({"headers": (("list-id", "<awards.example.org>"),)}, "List-Id: <awards.example.org>"),
        ({"headers": (("sender", "x-bounces@lists.example"),)}, "Sender: x-bounces@lists.example"),
        ({"headers": (("precedence", "Bulk"),)}, "Precedence: bulk"),
        ({"return_path": "owner-x@lists.example"}, "Return-Path: owner-x@lists.example"),
        ({"headers": (("auto-submitted", "auto-replied"),)}, "Auto-Submitted: auto-replied"),
        ({"headers": (("x-autoreply", "yes"),)}, "X-Autoreply: yes"),
        ({"headers": (("x-precedence", "auto_reply"),)}, "X-Precedence: auto_reply"),
        ({"return_path": ""}, "Return-Path: <>"),
        ({"sender": Address("no-reply@shop.example")}, "From: no-reply@shop.example"),
        ({"content_type": "multipart/report"}, "Content-Type: multipart/report"),
        ({}, ""),
    ],
)
def test_the_line_that_tells_it(head: dict[str, Any], sign: str) -> None:
    assert Reading(mail(form(), deck(), **head), rules()).machine_sign == sign
