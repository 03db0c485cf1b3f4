"""Commands that are imported when they are called: each needs a part of the program, and none needs all."""

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group


class _Commands(MutableMapping[str, Any]):
    """The commands of the program by their names, each made when it is asked for."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places, self._made = places, dict[str, Any]()

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module, _, attribute = self._places[name].partition(":")
            self._made[name] = _command(name, getattr(import_module(module), attribute))
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _command(name: str, found: Any) -> Any:
    if isinstance(found, typer.Typer):
        group = get_group(found)
        group.name = name
        return group
    alone = typer.Typer()
    alone.command(name)(found)
    return get_group(alone).commands[name]


class LazyGroup(TyperGroup):
    """A group whose commands stand in `places`: name, and `module:function` or `module:app`."""

    places: Mapping[str, str] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Commands(self.places)

    @classmethod
    def of(cls, places: Mapping[str, str]) -> type["LazyGroup"]:
        """The group of these commands."""
        return type("Commands", (cls,), {"places": places})
