"""Certificates for servers on loopback, made anew by the `openssl` command for every run."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificates:
    """PEM files: an authority's certificate, and a server's, signed by it."""

    authority: Path
    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """What a server of the tests shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def client_context(self) -> ssl.SSLContext:
        """A client that verifies as always, and trusts this authority."""
        return ssl.create_default_context(cafile=str(self.authority))


def make_certificates(folder: Path, names: str = "DNS:localhost,IP:127.0.0.1") -> Certificates:
    """Make both in `folder`, which exists; `names` are the server's, as openssl lists them."""
    authority, authority_key = folder / "authority.pem", folder / "authority.key"
    certificate, key = folder / "server.pem", folder / "server.key"
    _openssl(authority, authority_key, "/CN=Test authority")
    _openssl(
        certificate,
        key,
        "/CN=localhost",
        *["-CA", str(authority), "-CAkey", str(authority_key)],
        *["-addext", "basicConstraints=critical,CA:FALSE"],
        *["-addext", f"subjectAltName={names}"],
    )
    return Certificates(authority, certificate, key)


def _openssl(certificate: Path, key: Path, subject: str, *more: str) -> None:
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key)]
    command = ["openssl", "req", "-x509", *new_key, "-subj", subject, "-days", "2", "-out", str(certificate)]
    subprocess.run([*command, *more], check=True, capture_output=True)
