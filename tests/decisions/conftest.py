"""What these tests work with: a database and a file store of their own."""

from databases import desk, engine, fresh, store, url

__all__ = ["desk", "engine", "fresh", "store", "url"]
