"""The breaker of the replies, and an index by which the caps count without reading any mail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "breaker",
        sa.Column("contest", sa.String(), nullable=False),
        sa.Column("open_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("contest", name=op.f("pk_breaker")),
    )
    op.create_index(
        op.f("ix_outbox_contest_counts_created_at_state"),
        "outbox",
        ["contest", "counts", "created_at", "state"],
    )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
