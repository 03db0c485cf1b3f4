"""How Alembic runs here: always on the connection it is given, inside that connection's transaction."""

from alembic import context

from storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_server_default=True,
)
context.run_migrations()
