"""How far a long command is, on a terminal; nothing of it elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from intake.context import Context


class Tell(Protocol):
    """Takes the name of what is done, how much of it is, and of how much, where that is known."""

    def __call__(self, name: str, done: int, total: int | None = None, /) -> None:
        """A bar a name; where no total is known, the count."""


@contextmanager
def bars(context: Context) -> Iterator[Tell]:
    """Bars on the terminal's second stream while the block runs; they go when it ends."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=context.err, transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def tell(name: str, done: int, total: int | None = None, /) -> None:
            count = f"{done:,}" if total is None else ""
            if name not in tasks:
                tasks[name] = shown.add_task(name, total=total, count=count)
            shown.update(tasks[name], completed=done, total=total, count=count)

        yield tell
