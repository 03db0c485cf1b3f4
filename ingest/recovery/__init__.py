"""After a backup was restored: what has come since is taken in again, under the numbers that it had."""

from ingest.recovery.recover import Recovered, recover

__all__ = ["Recovered", "recover"]
