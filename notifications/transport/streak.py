"""Refusals that are no fault of the recipient's: of one mail, or, where they come in a row, of all."""

from notifications.transport.outcomes import OwnFault, about_our_login

ALIKE = 3
"""So many replies in a row. A blocked account, or a filter that dislikes our texts, refuses all of them."""


def of_one_mail(error: OwnFault) -> bool:
    """Whether a mail was refused for a reason that need not meet the next: the connection is sound, too."""
    per_mail = error.step in ("rcpt", "data", "final")
    return per_mail and (error.code or 0) // 100 == 5 and not about_our_login(error.step, error)
