"""Whose entry it is: circles, letters that prove something, letters to others than the writer.

In older records the founders of an entry are who wrote the mail that opened it, and who was to be answered;
nobody else, whoever wrote in its thread.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PROVES_NOTHING = {"automatic", "sender-unverified", "junk-folder"}


def upgrade() -> None:
    op.add_column("decision", sa.Column("about_entry_id", sa.Integer(), nullable=True))
    op.add_column("decision", sa.Column("writer", sa.JSON(), nullable=True))
    with op.batch_alter_table("decision") as table:
        table.create_foreign_key(
            op.f("fk_decision_about_entry_id_entry"), "entry", ["about_entry_id"], ["id"]
        )
        table.create_index(op.f("ix_decision_about_entry_id"), ["about_entry_id"])
    op.add_column("stored_file", sa.Column("received_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("stored_file", sa.Column("aside", sa.Boolean(), nullable=True))
    op.execute("UPDATE stored_file SET aside = false")
    with op.batch_alter_table("stored_file") as table:
        table.alter_column("aside", existing_type=sa.Boolean(), nullable=False)
    op.add_column("outbox", sa.Column("entry_id", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("digest_id", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("full", sa.Boolean(), nullable=True))
    op.execute('UPDATE outbox SET "full" = false')
    op.drop_index(op.f("ix_outbox_message_id_kind"), "outbox")
    with op.batch_alter_table("outbox") as table:
        table.alter_column("full", existing_type=sa.Boolean(), nullable=False)
        table.create_foreign_key(op.f("fk_outbox_entry_id_entry"), "entry", ["entry_id"], ["id"])
        table.create_foreign_key(op.f("fk_outbox_digest_id_outbox"), "outbox", ["digest_id"], ["id"])
        table.create_index(op.f("ix_outbox_entry_id"), ["entry_id"])
        table.create_index(
            op.f("ix_outbox_message_id_kind_to_address"), ["message_id", "kind", "to_address"], unique=True
        )
        table.create_index(
            op.f("ix_outbox_contest_why_state_digest_id_created_at"),
            ["contest", "why", "state", "digest_id", "created_at"],
        )
    op.create_table(
        "circle",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("contest", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("authenticated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_circle_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("decision_id", "address", name=op.f("pk_circle")),
    )
    op.create_index(op.f("ix_circle_contest_address"), "circle", ["contest", "address"])
    op.create_index(op.f("ix_circle_contest_domain"), "circle", ["contest", "domain"])
    _name_the_founders()
    _mark_the_full_letters()


def _name_the_founders() -> None:
    """The writer of the mail that opened each entry, and the address at which he was to be answered."""
    connection = op.get_bind()
    opening = connection.execute(
        sa.text(
            "SELECT d.id, d.contest, d.change, d.reply, m.sender FROM decision d"
            " JOIN message m ON m.id = d.message_id"
            " WHERE d.current AND d.entry_id IS NOT NULL AND d.history_number = ("
            "  SELECT min(o.history_number) FROM decision o WHERE o.entry_id = d.entry_id AND o.current)"
        )
    ).all()
    for row in opening:
        codes = connection.execute(
            sa.text("SELECT code FROM reason WHERE decision_id = :id"), {"id": row.id}
        ).scalars()
        by = "pending" if _PROVES_NOTHING & set(codes) else "founder"
        asked = _json(row.reply).get("to", "") if by == "founder" else ""
        addresses = dict.fromkeys(filter(None, (row.sender, asked)))
        members = [{"address": each, "by": by, "authenticated": False} for each in addresses]
        connection.execute(
            sa.text("UPDATE decision SET change = :change WHERE id = :id"),
            {"change": json.dumps({**_json(row.change), "members": members}), "id": row.id},
        )
        for each in addresses:
            connection.execute(
                sa.text(
                    'INSERT INTO circle (decision_id, address, contest, domain, "by", authenticated)'
                    " VALUES (:id, :address, :contest, :domain, :by, :no)"
                ),
                {
                    "id": row.id,
                    "address": each,
                    "contest": row.contest,
                    "domain": each.rpartition("@")[2],
                    "by": by,
                    "no": False,
                },
            )


def _mark_the_full_letters() -> None:
    """An older letter proves something if it went to a founder and told him all."""
    op.execute(
        'UPDATE outbox SET "full" = true WHERE EXISTS ('
        " SELECT 1 FROM decision d JOIN decision o ON o.entry_id = d.entry_id AND o.current"
        " JOIN circle c ON c.decision_id = o.id"
        " WHERE d.message_id = outbox.message_id AND d.current"
        " AND c.address = outbox.to_address AND c.\"by\" = 'founder'"
        " AND NOT EXISTS (SELECT 1 FROM reason r WHERE r.decision_id = d.id AND r.code IN"
        " ('sender-conflict', 'agency-conflict', 'revision-unproven', 'sender-unverified')))"
    )


def _json(value: Any) -> dict[str, Any]:
    """A JSON column, which comes as text on one database and as an object on another."""
    found: dict[str, Any] = json.loads(value) if isinstance(value, str) else value or {}
    return found


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
