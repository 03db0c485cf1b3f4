"""The fields of a posted form, as text."""

from starlette.datastructures import FormData


def text(form: FormData, name: str) -> str:
    """One field that is no file; empty where it is not there."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> list[str]:
    """Every value of a field, without empty ones."""
    return [value.strip() for value in form.getlist(name) if isinstance(value, str) and value.strip()]
