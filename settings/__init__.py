"""The operator's settings: the tables of `config.toml`, checked, with the environment laid over them."""

from settings.load import ConfigError, load
from settings.tables import Settings

__all__ = ["ConfigError", "Settings", "load"]
