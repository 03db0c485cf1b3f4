"""Which role each act needs; docs/staff.md tells it to people. Command line and pages ask here alone."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from decisions.acts.errors import ActRefusedError
from decisions.acts.order import Order
from decisions.acts.refusals import of_acts
from screening.model.act import Act
from screening.model.act import ActKind as K
from storage.accounts.accounts import acting
from storage.accounts.roles import StaffRole
from storage.acts.written import act_at, acts_on
from storage.codec import act_of
from storage.entries.cards import open_appeal
from storage.entries.lying import Lying
from storage.tables import Entry

_REVIEWER, _APPROVER, _ADMIN = StaffRole.REVIEWER, StaffRole.APPROVER, StaffRole.ADMIN

LEAST: Mapping[K | tuple[K, str], StaffRole] = {
    # What ends an entry, or opens again what the close has ended.
    K.DECISION: _APPROVER,
    K.WITHDRAW: _APPROVER,
    K.EXTEND: _APPROVER,
    (K.ACCEPT, "late"): _APPROVER,
    (K.TIME, "late"): _APPROVER,
    (K.TIME, "time-unknown"): _APPROVER,
    # The outcome of an appeal.
    (K.ACCEPT, "appeal"): _APPROVER,
    (K.SETTLED, "appeal"): _APPROVER,
    # What loses files, or lets in what a scanner has stopped.
    K.ERASE: _ADMIN,
    (K.IGNORE, "files"): _ADMIN,
    (K.SETTLED, "malware"): _ADMIN,
    (K.ROLE, "malware"): _ADMIN,
}
"""By act, and by act where something waits on the entry (its code), or where the messages bring `files`. What
is not named here a reviewer may do; a viewer does nothing.
"""


COMMANDS: Mapping[str, StaffRole] = {
    "intake outbox": _REVIEWER,
    # What carries records out of the house.
    "intake export": _REVIEWER,
    "intake pack": _REVIEWER,
    "intake scores": _REVIEWER,
    "intake list write": _REVIEWER,
    # What judges every entry anew, or by another register.
    "intake reprocess": _ADMIN,
    "intake register import": _ADMIN,
    # What the head signs and the applicants hear of it.
    "intake list freeze": _APPROVER,
    "intake list tell": _APPROVER,
    "intake remind": _REVIEWER,
}
"""Commands that change what applicants are told or judged by, or that carry records out of the house, beside
the acts; looking only needs no role.
"""


def require_may_run(session: Session, name: str, command: str) -> None:
    """Raises AccountRefusedError and ActRefusedError as `require_may` does, for one of `COMMANDS`."""
    account, least = acting(session, name), COMMANDS[command]
    if account is not None and not account.role.covers(least):
        raise ActRefusedError(
            of_acts.ROLE_TOO_SMALL_FOR, name=account.name, role=account.role, command=command, least=least
        )


def least_role(act: Act, open_: Collection[str]) -> StaffRole:
    """The role that an act needs where `open_` waits, `files` among it where the messages bring some.

    Codes that the act names are what it is about; one that names none is about all that waits.
    """
    about = (set(open_) & set(act.codes)) if act.codes and act.kind is K.SETTLED else set(open_)
    about |= {"appeal"} & set(act.codes)
    wanted = [LEAST.get(act.kind, _REVIEWER), *(LEAST.get((act.kind, code), _REVIEWER) for code in about)]
    return max(wanted, key=list(StaffRole).index)


def require_may(
    session: Session, entry: Entry | None, order: Order, lying: Sequence[Lying], *, proposes: bool = False
) -> None:
    """Raises AccountRefusedError where the person has no account in use, and ActRefusedError where his role
    is too small. While nobody has an account, whoever sits at the machine's terminal may do everything.

    To propose, a reviewer is enough: another person does it. To take an act back needs what doing it needs.
    """
    account = acting(session, order.who)
    if account is None:
        return
    act = order.act
    if act.kind is K.UNDO and entry is not None:
        act = act_of(act_at(session, entry.contest, act.act or 0).act)
    meant = [each for each in lying if order.message_id in (None, each.message_id)]
    least = _REVIEWER if proposes else least_role(act, open_on(session, entry, meant))
    if not account.role.covers(least):
        raise ActRefusedError(
            of_acts.ROLE_TOO_SMALL, name=account.name, role=account.role, kind=order.act.kind, least=least
        )


def open_on(session: Session, entry: Entry | None, meant: Sequence[Lying]) -> set[str]:
    """What waits on those messages of an entry, and on itself; `files` among it where they bring some."""
    codes = {code for each in meant for code in each.holds}
    if any(each.files for each in meant):
        codes.add("files")
    if entry is not None and open_appeal(acts_on(session, entry.id)):
        codes.add("appeal")
    return codes
