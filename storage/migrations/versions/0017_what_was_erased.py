"""Files that persons have erased. Nobody had erased any before."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest", sa.String(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file", sa.JSON(), nullable=False),
        sa.Column("cut", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name="fk_erased_act_id_act"),
        sa.PrimaryKeyConstraint("id", name="pk_erased"),
    )
    op.create_index("ix_erased_act_id", "erased", ["act_id"])
    op.create_index("ix_erased_digest_sha256", "erased", ["digest", "sha256"], unique=True)
    op.create_index("ix_erased_sha256", "erased", ["sha256"])


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
