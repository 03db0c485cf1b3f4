"""Letters that rest because a person says so, and a look into the mailbox that a person asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "switches",
        sa.Column("contest", sa.String(), nullable=False),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("contest", name=op.f("pk_switches")),
    )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
