"""Whether the server told when it received a message.

What it did not tell was recorded as the moment of our first sight, and cannot be told apart in older records:
those keep their time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("time_told", sa.Boolean(), nullable=True))
    op.execute("UPDATE message SET time_told = true")
    with op.batch_alter_table("message") as table:
        table.alter_column("time_told", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
