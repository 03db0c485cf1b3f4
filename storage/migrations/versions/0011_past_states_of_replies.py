"""Which state a reply had, by decision number: until now that was read out of the chain of events.

The chain holds it for every older reply, and fills the table.
"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_AT_ONCE = 1000


def upgrade() -> None:
    op.create_table(
        "reply_state",
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_reply_state_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("outbox_id", "since", name=op.f("pk_reply_state")),
    )
    found: dict[tuple[int, int], str] = {}
    for contest in op.get_bind().execute(sa.text("SELECT contest FROM counter ORDER BY contest")).scalars():
        for reply, since, state in _told(contest):
            found[reply, since] = state
    insert = sa.text("INSERT INTO reply_state (outbox_id, since, state) VALUES (:reply, :since, :state)")
    rows = [{"reply": reply, "since": since, "state": state} for (reply, since), state in found.items()]
    for start in range(0, len(rows), _AT_ONCE):
        op.get_bind().execute(insert, rows[start : start + _AT_ONCE])


def _told(contest: str) -> Iterator[tuple[int, int, str]]:
    """Each step of each reply that there is, in order: its id, the last decision at that time, its state."""
    events = sa.text(
        "SELECT e.what, e.outbox_id, e.facts FROM event e LEFT JOIN outbox o ON o.id = e.outbox_id"
        " WHERE e.contest = :contest AND (e.what = 'message-decided' OR (e.what LIKE 'reply-%' AND"
        " o.id IS NOT NULL)) ORDER BY e.seq"
    )
    number = 0
    for what, reply, facts in op.get_bind().execute(events, {"contest": contest}):
        if what == "message-decided":
            number = _json(facts)["number"]
        else:
            yield reply, number, _json(facts)["state"]


def _json(value: Any) -> dict[str, Any]:
    """A JSON column, which comes as text on one database and as an object on another."""
    found: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return found


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
