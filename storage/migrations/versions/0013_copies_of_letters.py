"""Which letters lie in the mailbox's folder of sent mail as well."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_contest_copied_at_state", "outbox", ["contest", "copied_at", "state"])


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
