"""The pages judge by the register that the daemon has taken: what it has imported counts here as well."""

from dataclasses import replace

from registers.agencies.in_force import register_in_force
from registers.sheets import SheetError
from runtime.parts import Parts
from storage.engine import reading
from storage.registers import newest


class Following:
    """One look is one small query while nothing has changed."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._seen: int | None = None

    def look(self) -> None:
        """Gives the parts the register in force. A file that is not recorded yet is left to the daemon."""
        parts = self._parts
        with reading(parts.engine) as session:
            imported = newest(session, parts.contest)
        if imported == self._seen:
            return
        if self._seen is not None:
            try:
                found = register_in_force(parts.settings.agencies.register_, parts.engine, parts.contest)
            except SheetError:
                return
            rules = replace(parts.judge.rules, register=found.register)
            parts.judge = replace(parts.judge, rules=rules)
        self._seen = imported
