"""Answers to applicants: texts of reasons, letters, and the mail they go out as."""

from notifications.catalogue import Explanation, explain
from notifications.check import check_templates
from notifications.desk import Desk, desk_of
from notifications.errors import RenderError
from notifications.mail import message_id_for
from notifications.render import render, render_digest
from notifications.samples import sample_digest, sample_letters

__all__ = [
    "Desk",
    "Explanation",
    "RenderError",
    "check_templates",
    "desk_of",
    "explain",
    "message_id_for",
    "render",
    "render_digest",
    "sample_digest",
    "sample_letters",
]
