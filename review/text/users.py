"""Accounts of staff and what they have seen, for a terminal and for programs."""

from typing import Any
from zoneinfo import ZoneInfo

from review.contract import moment
from review.text.queue import local
from storage.tables import Account
from storage.views import View


def account_json(account: Account) -> dict[str, Any]:
    """One account for programs; nothing that is secret."""
    return {
        "name": account.name,
        "role": account.role.value,
        "second_factor": bool(account.second_factor),
        "created_at": moment(account.created_at),
        "disabled_at": moment(account.disabled_at) if account.disabled_at else None,
    }


def account_line(account: Account) -> str:
    """One account, with tabs."""
    factor = "รหัสครั้งเดียว totp" if account.second_factor else "-"
    state = "ระงับ disabled" if account.disabled_at else "ใช้งาน in use"
    return "\t".join((account.name, account.role.value, factor, state))


def view_json(view: View) -> dict[str, Any]:
    """One view for programs."""
    return {"at": moment(view.at), "who": view.who, "action": view.action, "reference": view.reference}


def view_line(view: View, zone: ZoneInfo) -> str:
    """One view, with tabs."""
    return "\t".join((local(moment(view.at), zone), view.who, view.action, view.reference))
