"""How the daemon logs in to its servers.

credential = Credentials(settings).mailbox()
credential.secret()        # the password, or an access token that is good for some minutes at least
"""

from credentials.choose import Credentials
from credentials.credential import Credential, Password
from credentials.errors import ConsentMissing, CredentialFault

__all__ = ["ConsentMissing", "Credential", "CredentialFault", "Credentials", "Password"]
