"""Replies are looked for by contest and state: a database may hold the contests of many years."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_contest_state_not_before", "outbox", ["contest", "state", "not_before"])
    op.drop_index("ix_outbox_state_not_before", table_name="outbox")


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
