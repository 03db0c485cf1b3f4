"""Messages that the server announces and does not give: tries counted, and headers kept alone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unfetched",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("header_tries", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unfetched")),
    )
    op.create_index(
        op.f("ix_unfetched_account_folder_uidvalidity_uid"),
        "unfetched",
        ["account", "folder", "uidvalidity", "uid"],
        unique=True,
    )
    op.add_column("message", sa.Column("headers_only", sa.Boolean(), nullable=True))
    op.execute(sa.text("UPDATE message SET headers_only = :no").bindparams(no=False))
    with op.batch_alter_table("message") as table:
        table.alter_column("headers_only", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
