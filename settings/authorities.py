"""Which authorities vouch for a server's certificate: the system's, or those of `ca_file`."""

import ssl

from settings.load import ConfigError
from settings.servers import Mailbox, Server

# The codes of X509_verify_cert (openssl's x509_vfy.h).
_NO_AUTHORITY = (2, 18, 19, 20, 21, 27)
_DATES = (9, 10)
_NAMES = (62, 63, 64)


def trusted(server: Server) -> ssl.SSLContext:
    """What a server's certificate is held against. Raises ConfigError for a `ca_file` that is none."""
    path = server.ca_file
    try:
        return ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        told = "holds no certificate: it must be the authority's own, as PEM"
    except OSError as error:
        told = f"cannot be read: {error.strerror}"
    raise ConfigError(f"[{_table(server)}] ca_file: {path} {told}")


def cure_of(error: ssl.SSLCertVerificationError, server: Server) -> str:
    """What to do about a certificate that is not trusted."""
    table = _table(server)
    if error.verify_code in _NO_AUTHORITY:
        return (
            f"Where an authority of your own has signed it, name that one's certificate in [{table}] ca_file"
        )
    if error.verify_code in _DATES:
        return "Have the server's certificate renewed, and check this machine's clock"
    if error.verify_code in _NAMES:
        return f"[{table}] host must be a name that stands in the certificate"
    return f"Check [{table}] host, or have the server's certificate mended"


def _table(server: Server) -> str:
    return "mailbox" if isinstance(server, Mailbox) else "smtp"
