"""The entries of a district and of a province are found by an index."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("agency_district", "agency_province"):
        op.create_index(op.f(f"ix_entry_contest_{column}"), "entry", ["contest", column], unique=False)
