"""What the log is searched by, filled from the records; with an index of trigrams."""

import sqlalchemy as sa
from alembic import op

from screening.words.names import squeezed

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_CALLED = """
    SELECT m.id, e.reference, e.agency_name, m.sender, m.subject, d.id
    FROM message m JOIN decision d ON d.message_id = m.id AND d.current
    LEFT JOIN entry e ON e.id = d.entry_id ORDER BY m.id
"""
_AT_ONCE = 1000


def upgrade() -> None:
    op.create_table(
        "search_words",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_search_words_message_id_message")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_search_words")),
    )
    op.create_index(
        "ix_decision_verdict",
        "decision",
        ["contest", "verdict", "message_id"],
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _index_trigrams()
    else:
        # pg_trgm, which the upgrade has made certain of before it began.
        op.execute("CREATE INDEX ix_search_words_trigrams ON search_words USING gin (words gin_trgm_ops)")
    _fill()


def _index_trigrams() -> None:
    """An index that reads the table itself: the words are stored once (SQLite FTS5, external content)."""
    gone = "INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.message_id, old.words);"
    come = "INSERT INTO search_fts(rowid, words) VALUES (new.message_id, new.words);"
    op.execute(
        "CREATE VIRTUAL TABLE search_fts USING fts5("
        "words, content='search_words', content_rowid='message_id', tokenize='trigram')"
    )
    for when, then in (("INSERT", come), ("DELETE", gone), ("UPDATE", gone + come)):
        op.execute(
            f"CREATE TRIGGER search_words_{when.lower()} AFTER {when} ON search_words BEGIN {then} END"
        )


def _fill() -> None:
    connection = op.get_bind()
    found = connection.execute(sa.text(_CALLED)).all()
    names: dict[int, list[str]] = {}
    for decision, name in connection.execute(sa.text("SELECT decision_id, name FROM stored_file")):
        names.setdefault(decision, []).append(name)
    rows = [
        {"id": message, "words": _words(*called, *names.get(decision, ()))}
        for message, *called, decision in found
    ]
    insert = sa.text("INSERT INTO search_words (message_id, words) VALUES (:id, :words)")
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(insert, rows[start : start + _AT_ONCE])


def _words(*called: str | None) -> str:
    return "\n".join(filter(None, (squeezed(each or "") for each in called)))[:4000]


def downgrade() -> None:
    raise NotImplementedError("records are never taken back to an older schema; restore the copy instead")
