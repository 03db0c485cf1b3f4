"""`intake`, whose upgrade of the database is broken or not: `upgrading.py [MUTANT] -- ARGUMENTS…`."""

import sys
from collections.abc import Callable
from typing import Any

from alembic.runtime.migration import HeadMaintainer
from crash.mutant import put
from sqlalchemy import Engine, event

from intake.main import main
from runtime import parts
from storage import engine, schema


def _a_transaction_for_each_migration() -> None:
    real = HeadMaintainer.update_to_step

    def update_to_step(maintainer: HeadMaintainer, step: Any) -> None:
        real(maintainer, step)
        connection = maintainer.context.connection
        assert connection is not None
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    put(HeadMaintainer, "update_to_step", update_to_step)


def _nothing_is_synced() -> None:
    def open_database(url: str) -> Engine:
        opened = engine.open_database(url)
        event.listen(opened, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
        return opened

    put(parts, "open_database", open_database)


def _no_copy_is_made() -> None:
    put(schema, "_copy", lambda _source, _target: None)


MUTANTS: dict[str, Callable[[], None]] = {
    "a-transaction-for-each-migration": _a_transaction_for_each_migration,
    "nothing-synced": _nothing_is_synced,
    "no-copy": _no_copy_is_made,
}

if __name__ == "__main__":
    chosen = sys.argv[1 : sys.argv.index("--")]
    del sys.argv[1 : len(chosen) + 2]
    for name in chosen:
        MUTANTS[name]()
    main()
