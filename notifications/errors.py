"""What may go wrong while an answer is written."""


class RenderError(Exception):
    """A letter cannot be written. Its text is one line for the organiser: what, in which file and line."""
