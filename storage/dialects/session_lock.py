"""An advisory lock of PostgreSQL: the server holds it as long as the session lives that has asked for it."""

from threading import Lock

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

_HOLDER = """
    SELECT 'session ' || a.pid || coalesce(' from ' || host(a.client_addr), '')
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = %s AND l.objid::bigint = %s
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1
"""


class SessionLock:
    """A lock on a connection of its own, in autocommit. `by`: who has it instead of us."""

    def __init__(self, own: Connection, key: int, *, shared: bool) -> None:
        self._own, self._key, self._kind = own, key, "_shared" if shared else ""
        self._turn = Lock()
        self.by = self._take()

    def still(self) -> bool:
        """Whether it is ours still. One whose session has ended is taken anew where nobody has it."""
        with self._turn:
            if self.by is not None:
                return False
            try:
                self._own.exec_driver_sql("SELECT 1")
            except DBAPIError:
                self._own.invalidate()
                self._own.rollback()
                self.by = self._take()
            return self.by is None

    def _take(self) -> str | None:
        if self._own.exec_driver_sql(
            f"SELECT pg_try_advisory_lock{self._kind}(%s)", (self._key,)
        ).scalar_one():
            return None
        halves = (self._key >> 32, self._key & 0xFFFFFFFF)
        return self._own.exec_driver_sql(_HOLDER, halves).scalar() or "unknown"
