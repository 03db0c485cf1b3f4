"""Which credential each server takes, by the settings and the environment."""

from datetime import UTC, datetime, time
from pathlib import Path

from credentials.credential import Credential, Password
from credentials.ending import Ending
from credentials.oauth2 import OAuth2
from credentials.record import Kept, Record, with_refresh
from credentials.token import Person, Provider
from settings import Settings
from settings.errors import WrongUse
from settings.secrets import mailbox_password, secret_key, smtp_password


class Credentials:
    """Those of one installation. Nothing is read before it is asked for; each account's is made once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[str, OAuth2] = {}
        self._provider: Provider | None = None

    @property
    def used(self) -> bool:
        """Whether a server is logged in to by OAuth2."""
        return "oauth2" in (self._settings.mailbox.auth, self._settings.smtp.auth)

    @property
    def provider(self) -> Provider:
        """Whose tokens they are. Raises ConfigError and WrongUse where it could never give any."""
        if self._provider is None:
            # Each imports its library when it is first asked for a token.
            from credentials.google import Google
            from credentials.microsoft import Microsoft

            oauth2 = self._settings.oauth2
            microsoft = self._settings.mailbox.provider == "microsoft365"
            self._provider = Microsoft(oauth2) if microsoft else Google(oauth2, self._account)
        return self._provider

    def mailbox(self) -> Credential:
        """Raises WrongUse, ConfigError and ConsentMissing where it cannot be used as things are."""
        mailbox = self._settings.mailbox
        return self._oauth2(mailbox.username) if mailbox.auth == "oauth2" else Password(mailbox_password())

    def smtp(self) -> Credential | None:
        """None where no login is made. Raises the same."""
        smtp = self._settings.smtp
        if smtp.auth == "oauth2":
            return self._oauth2(smtp.username)
        password = smtp_password(self._settings)
        return Password(password) if password else None

    def kept(self) -> Kept:
        """What is on record. Raises ConsentMissing without a consent, for a damaged file, or a wrong key."""
        record = self._record()
        kept = record.read()
        if self._settings.oauth2.flow == "consent":
            record.refresh_token(kept, secret_key())
        return kept

    def log_in(self, person: Person) -> Kept:
        """Has a person consent, and keeps that. Raises WrongUse, ConfigError, CredentialFault, OSError."""
        if not self.used:
            raise WrongUse('neither [mailbox] nor [smtp] has auth = "oauth2": nobody needs to log in')
        if self._settings.oauth2.flow != "consent":
            raise WrongUse('[oauth2] flow = "app" needs nobody\'s login; `intake doctor` tries it')
        key = secret_key()
        provider, record = self.provider, self._record()
        token = provider.log_in(person)
        with record.locked():
            now = datetime.now(UTC)
            kept = Kept(whose=token.whose or self._account, since=now, until=token.until, last_success=now)
            kept = with_refresh(kept, key, token.refresh)
            record.write(kept)
        return kept

    def endings(self) -> list[Ending]:
        """What is known to end, and when. Raises ConfigError."""
        if not self.used:
            return []
        oauth2 = self._settings.oauth2
        found = [Ending("the certificate of [oauth2] key_file", self.provider.key_ends())]
        if oauth2.expires:
            zone = self._settings.contest.zone
            last = datetime.combine(oauth2.expires, time.max, zone)
            found.append(Ending("the secret or key of [oauth2], by `expires`,", last.astimezone(UTC)))
        if oauth2.flow == "consent":
            found.append(Ending("the consent", self._record().read_or_forget().until))
        return [ending for ending in found if ending.at]

    def _oauth2(self, account: str) -> OAuth2:
        if account not in self._made:
            key = ""
            if self._settings.oauth2.flow == "consent":
                self.kept()  # without one nothing can go well: said now, not at the first look
                key = secret_key()
            self._made[account] = OAuth2(self.provider, self._record(), account, key)
        return self._made[account]

    @property
    def _account(self) -> str:
        mailbox, smtp = self._settings.mailbox, self._settings.smtp
        return mailbox.username if mailbox.auth == "oauth2" else smtp.username

    def _record(self) -> Record:
        return Record(Path(f"{self._settings.storage.beside}.oauth2"))
