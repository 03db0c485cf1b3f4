"""What may go wrong while an answer is written."""

from settings.errors import PlainFault


class RenderError(PlainFault):
    """A letter cannot be written. Its text is one line for the organiser: what, in which file and line."""
