"""Records that came back from a backup, and the numbers that letters had told by then."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("counter", sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("counter", sa.Column("next_new", sa.Integer(), nullable=True))
    op.create_table(
        "promised_number",
        sa.Column("contest", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("contest", "number", name=op.f("pk_promised_number")),
    )
    op.create_index(op.f("ix_promised_number_digest"), "promised_number", ["digest"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
