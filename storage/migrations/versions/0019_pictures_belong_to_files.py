"""A picture belongs to the bytes of a file; it stood with each decision on them before."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_picture")),
    )
    op.create_index(op.f("ix_picture_picture"), "picture", ["picture"], unique=False)
    file = sa.table("stored_file", sa.column("sha256", sa.String), sa.column("content", sa.JSON))
    drawn = file.c.content["picture"].as_string()
    had = sa.select(file.c.sha256, sa.func.max(drawn)).where(sa.func.coalesce(drawn, "") != "")
    picture = sa.table("picture", sa.column("sha256", sa.String), sa.column("picture", sa.String))
    op.execute(picture.insert().from_select(["sha256", "picture"], had.group_by(file.c.sha256)))


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
