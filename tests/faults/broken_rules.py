"""`intake`, with a rule of ours that fails on agency 0's mail with the error that BROKEN_RULE names."""

import builtins
import os
from typing import Any

from servers.mails import sender

from decisions import decide as deciding
from intake.main import main
from screening.judge import decide


def broken(submission: Any, *others: Any) -> Any:
    if submission.parsed.sender.address == sender(0) and submission.parsed.whole:
        raise getattr(builtins, os.environ["BROKEN_RULE"])
    return decide(submission, *others)


if __name__ == "__main__":
    setattr(deciding, "decide", broken)  # noqa: B010 - a name that it has imported
    main()
