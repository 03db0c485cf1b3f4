"""Mutants of what a person does: each part of an act committed by itself."""

from collections.abc import Callable
from typing import Any

from crash.mutant import Mutant, commit_here, put, taken
from sqlmodel import Session

from decisions.acts import perform


def _apart(name: str, *, after: bool = False) -> Callable[[], None]:
    """What a function of the transaction writes is committed apart from what came before it, or after it."""

    def apply() -> None:
        real = taken(perform, name)

        def parted(session: Session, *arguments: Any, **options: Any) -> Any:
            if not after:
                commit_here(session)
            done = real(session, *arguments, **options)
            if after:
                commit_here(session)
            return done

        put(perform, name, parted)

    return apply


MUTANTS = {
    "act-apart": Mutant(_apart("write_act", after=True), ("step act-settled 1 in decide",)),
    "act-letter-apart": Mutant(_apart("answer_all"), ("step act-told 1 in decide",)),
}
