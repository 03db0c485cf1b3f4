"""Acts of persons, and which decision was made in which act. No person had decided anything before."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contest", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("act", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_id", sa.Integer(), nullable=True),
        sa.Column("over", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_act_entry_id_entry"),
        sa.ForeignKeyConstraint(["undone_id"], ["act.id"], name="fk_act_undone_id_act"),
        sa.PrimaryKeyConstraint("id", name="pk_act"),
    )
    op.create_index("ix_act_contest_at", "act", ["contest", "at"])
    op.create_index("ix_act_entry_id", "act", ["entry_id"])
    op.create_table(
        "act_target",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name="fk_act_target_act_id_act"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_act_target_message_id_message"),
        sa.PrimaryKeyConstraint("act_id", "message_id", name="pk_act_target"),
    )
    op.create_index("ix_act_target_message_id", "act_target", ["message_id"])
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("act_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_decision_act_id_act", "act", ["act_id"], ["id"])
        table.create_index("ix_decision_act_id", ["act_id"])
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("act_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_outbox_act_id_act", "act", ["act_id"], ["id"])
        table.create_index("ix_outbox_act_id", ["act_id"])
    with op.batch_alter_table("entry") as table:
        table.drop_column("by_person")


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
