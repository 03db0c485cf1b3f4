"""Events are never changed: the database itself refuses it."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event "
            "BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
