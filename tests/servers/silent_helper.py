"""The parser's helper process as a message may leave it: it takes the work, and never answers."""

import os

from parsers.child import helper
from parsers.protocol import Request, Response


def never_answer(request: Request) -> Response:
    os.read(0, 1)  # until the daemon is gone
    raise EOFError


if __name__ == "__main__":
    helper._serve = never_answer
    helper.main()
