"""`[oauth2]`: the login to a mailbox that takes no passwords."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator

from settings.values import Line, OptionalPath, Table


def _https(address: str) -> str:
    """Secrets go there: nobody may read along, on this machine either."""
    if not address:
        return address
    parts = urlsplit(address)
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme != "https" or not parts.hostname or not bare:
        raise ValueError(
            "must begin with https:// and have no path, such as https://login.microsoftonline.us"
        )
    return f"https://{parts.netloc}"


class OAuth2(Table):
    """`[oauth2]`: read where `auth` is "oauth2"; `[mailbox] provider` says whose tokens they are.

    The client secret is `INTAKE_OAUTH2_CLIENT_SECRET`; `INTAKE_SECRET_KEY` encrypts a consent.
    """

    flow: Literal["app", "consent"] = "app"
    tenant: Annotated[Line, AfterValidator(str.strip)] = ""
    client_id: Annotated[Line, AfterValidator(str.strip)] = ""
    key_file: OptionalPath = None
    expires: date | None = None
    authority: Annotated[Line, AfterValidator(_https)] = ""
