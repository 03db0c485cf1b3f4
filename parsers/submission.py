"""The facts of a message and those of its arrival, put together for `screening.judge.decide`."""

from datetime import datetime

from parsers import authentication
from screening.model.submission import Parsed, Submission
from settings.tables import Trust


def own_stamp(parsed: Parsed, trust: Trust) -> datetime | None:
    """When a receiving host of ours first took the message; None when none says so.

    Only the unbroken run of our hosts at the top counts, each host once: anyone can write a Received header
    in our host's name below it. A name that begins with a dot stands for all hosts below it.
    """
    ours = tuple(host.lower().rstrip(".") for host in trust.receiving_hosts)
    domains = tuple(host for host in ours if host.startswith("."))
    met = set[str]()
    stamp: datetime | None = None
    for hop in parsed.hops:
        if hop.by in met or not (hop.by in ours or hop.by.endswith(domains)):
            break
        met.add(hop.by)
        stamp = hop.at or stamp
    return stamp


def assemble(
    parsed: Parsed,
    *,
    digest: str,
    size: int,
    internal_date: datetime | None,
    seen_at: datetime,
    trust: Trust,
    too_large: bool = False,
    junk: bool = False,
) -> Submission:
    """A submission ready to be judged.

    It was received at the earlier of `internal_date` (None: the server does not tell it) and our own host's
    stamp; with neither, at `seen_at` at the latest. All times are aware; the Date header decides nothing.
    """
    stamp = own_stamp(parsed, trust)
    known = [moment for moment in (internal_date, stamp) if moment is not None]
    return Submission(
        digest=digest,
        size=size,
        received_at=min(known, default=seen_at),
        parsed=parsed,
        authentication=authentication.read(parsed.authentication_results, trust.authserv_id),
        internal_date=internal_date,
        own_stamp=stamp,
        time_told=bool(known),
        too_large=too_large,
        junk=junk,
    )


def check_received_at(parsed: Parsed, override: datetime | None, now: datetime) -> datetime:
    """When a message that lies in a file was received: as told, else by its newest Received stamp, else by
    its Date, else now. There is no mailbox to ask.
    """
    stamps = (hop.at for hop in parsed.hops if hop.at is not None)
    return override or next(stamps, None) or parsed.date or now
