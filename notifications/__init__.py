"""Answers to applicants: texts of reasons, letters, and the mail they go out as."""

from notifications.errors import RenderError
from notifications.rendering.catalogue import Explanation, explain
from notifications.rendering.check import check_templates
from notifications.rendering.desk import Desk, desk_of
from notifications.rendering.mail import message_id_for
from notifications.rendering.render import render, render_digest
from notifications.rendering.samples import sample_digest, sample_letters

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
