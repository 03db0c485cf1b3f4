"""What these tests work with: a database and a file store of their own, on both databases."""

from databases import (
    database,
    desk,
    engine,
    fresh,
    fresh_on_server,
    pytest_generate_tests,
    store,
    url,
)

__all__ = [
    "database",
    "desk",
    "engine",
    "fresh",
    "fresh_on_server",
    "pytest_generate_tests",
    "store",
    "url",
]
