"""Files and their roles belong to a decision, so that a message judged again keeps what was seen before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decision", sa.Column("agency_key", sa.String(), nullable=True))
    op.execute(
        "UPDATE decision SET agency_key = coalesce("
        "(SELECT entry.agency_key FROM entry WHERE entry.id = decision.entry_id), '')"
    )
    with op.batch_alter_table("decision") as table:
        table.alter_column("agency_key", existing_type=sa.String(), nullable=False)
        table.create_index(op.f("ix_decision_contest_agency_key"), ["contest", "agency_key"])

    op.add_column("stored_file", sa.Column("decision_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE stored_file SET decision_id = (SELECT decision.id FROM decision"
        " WHERE decision.message_id = stored_file.message_id AND decision.current)"
    )
    with op.batch_alter_table("stored_file") as table:
        table.drop_index(op.f("ix_stored_file_message_id_position"))
        table.drop_constraint(op.f("fk_stored_file_message_id_message"), type_="foreignkey")
        table.drop_column("message_id")
        table.alter_column("decision_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            op.f("fk_stored_file_decision_id_decision"), "decision", ["decision_id"], ["id"]
        )
        table.create_index(
            op.f("ix_stored_file_decision_id_position"), ["decision_id", "position"], unique=True
        )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
