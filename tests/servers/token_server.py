"""A stand-in for the token servers of Microsoft 365 and Google, over https on loopback.

It gives access tokens that a Dovecot can check by itself (JWTs, HS256), and refuses in the providers' words:
learn.microsoft.com/entra/identity-platform/reference-error-codes and v2-oauth2-device-code,
developers.google.com/identity/protocols/oauth2/service-account#error-codes and oauth2/native-app.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from servers.certificates import Certificates

TENANT, CLIENT, SECRET = "office.example", "11111111-2222-3333-4444-555555555555", "s3cret~of-the-client"
TRACE = "Trace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333 Timestamp: 2026-01-09 02:02:12Z"


def microsoft_error(code: int, error: str, said: str) -> tuple[int, dict[str, Any]]:
    """A refusal as Microsoft words it."""
    described = f"AADSTS{code}: {said} {TRACE}"
    return 400, {
        "error": error,
        "error_description": described,
        "error_codes": [code],
        "trace_id": "0000aaaa",
    }


EXPIRED_SECRET = microsoft_error(
    7000222, "invalid_client", f"The provided client secret {SECRET} is expired."
)
REVOKED = microsoft_error(50173, "invalid_grant", "The provided grant has expired due to it being revoked.")
PENDING = microsoft_error(70016, "authorization_pending", "The device code is not yet authorized.")
GOOGLE_REVOKED = 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
GOOGLE_UNAUTHORIZED = (
    401,
    {
        "error": "unauthorized_client",
        "error_description": "Client is unauthorized to retrieve access tokens using this method, or client "
        "not authorized for any of the scopes requested.",
    },
)
GOOGLE_NOBODY = 400, {"error": "invalid_grant", "error_description": "Invalid email or User ID"}
GOOGLE_CLOCK = (
    400,
    {
        "error": "invalid_grant",
        "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and in a "
        "reasonable timeframe. Check your iat and exp values in the JWT claim.",
    },
)
PAGE = 200, "<!DOCTYPE html><title>Office proxy: please log in</title>"


@dataclass
class TokenServer:
    """From `start()` to `stop()`. `requests` are the forms it was sent, by path; `issued` the access tokens.

    `lifetime` is what is left of a token that it gives, in seconds; `fail` makes its next answers others;
    `spoil` so many of the next tokens are of no use. `rotations` counts the refresh tokens given; `devices`
    is where it says that codes for a device are had.
    """

    account: str
    certificates: Certificates
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    lifetime: float = 3600
    spoil: int = 0
    pending: int = 1
    devices: str = ""
    consent_lasts: int | None = None
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    refresh: str = ""
    rotations: int = 0
    service_key: Any = None
    _faults: deque[tuple[int, Any]] = field(default_factory=deque)
    _lasting: tuple[int, Any] | None = None
    _challenges: dict[str, str] = field(default_factory=dict)

    def start(self) -> Self:
        """Listens on a port of its own."""
        handler = type("Handler", (_Handler,), {"server_": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = self.certificates.server_context()
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"https://127.0.0.1:{self._server.server_port}"
        return self

    def stop(self) -> None:
        """Listens no more: who asks is refused the connection."""
        self._server.shutdown()
        self._server.server_close()

    def fail(self, answer: tuple[int, Any], times: int | None = None) -> None:
        """Its next answers to requests for tokens; without `times`, all of them until `mend`."""
        if times is None:
            self._lasting = answer
        else:
            self._faults.extend([answer] * times)

    def mend(self) -> None:
        """Gives tokens again."""
        self._lasting = None
        self._faults.clear()

    def accepts(self, user: str, token: str) -> bool:
        """Whether a server of mail lets this user in with the token."""
        try:
            claims: dict[str, Any] = jwt.decode(token, self.key, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            return False
        return bool(claims["email"] == user)

    def grants(self) -> list[str]:
        """The kind of each request for a token."""
        return [form["grant_type"].rpartition(":")[2] for _, form in self.requests if "grant_type" in form]

    def consent(self) -> str:
        """A person has consented: the refresh token of that."""
        self.rotations += 1
        self.refresh = f"refresh-{self.rotations}-{secrets.token_hex(8)}"
        return self.refresh

    def browse(self, address: str) -> str:
        """What a person's browser shows at the end, who opens the address and says yes."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(12)
        self._challenges[code] = asked["code_challenge"]
        shown = urlencode({"state": asked["state"], "code": code, "scope": asked["scope"]})
        return f"{asked['redirect_uri']}/?{shown}"

    def service_account(self, path: Path) -> None:
        """Writes the JSON key of a service account, as the Cloud console gives it."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        private = rsa.generate_private_key(65537, 2048)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.service_key = private.public_key()
        info = {
            "type": "service_account",
            "private_key_id": "k1",
            "private_key": pem.decode(),
            "client_email": "intake@project.iam.gserviceaccount.com",
            "token_uri": "https://elsewhere.example/token",
        }
        path.write_text(json.dumps(info))

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, Any]:
        """To one request."""
        if path.endswith("/.well-known/openid-configuration"):
            return self._discovery(path.split("/")[1])
        self.requests.append((path, form))
        if path.endswith("/devicecode"):
            return 200, {
                "user_code": "A1B2C3D4E",
                "device_code": "device-code-secret",
                "verification_uri": "https://microsoft.com/devicelogin",
                "expires_in": 900,
                "interval": 0,
                "message": "To sign in, use a web browser",
            }
        if self._faults:
            return self._faults.popleft()
        return self._lasting or self._granted(form)

    def _discovery(self, tenant: str) -> tuple[int, Any]:
        if tenant != TENANT:
            return microsoft_error(90002, "invalid_tenant", f"Tenant '{tenant}' not found.")
        base = f"{self.url}/{tenant}/oauth2/v2.0"
        return 200, {
            "issuer": f"{self.url}/{tenant}/v2.0",
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "device_authorization_endpoint": self.devices or f"{base}/devicecode",
        }

    def _granted(self, form: dict[str, str]) -> tuple[int, Any]:
        kind = form["grant_type"].rpartition(":")[2]
        return {
            "client_credentials": self._by_client,
            "device_code": self._by_device,
            "refresh_token": self._by_refresh,
            "jwt-bearer": self._by_assertion,
            "authorization_code": self._by_code,
        }[kind](form)

    def _by_client(self, form: dict[str, str]) -> tuple[int, Any]:
        if form.get("client_secret") != SECRET and "client_assertion" not in form:
            return microsoft_error(7000215, "invalid_client", "Invalid client secret provided.")
        return 200, self._token()

    def _by_device(self, form: dict[str, str]) -> tuple[int, Any]:
        if self.pending:
            self.pending -= 1
            return PENDING
        return 200, self._token() | {"refresh_token": self.consent(), "id_token": self._identity()}

    def _by_refresh(self, form: dict[str, str]) -> tuple[int, Any]:
        if form["refresh_token"] != self.refresh:
            return REVOKED
        if "client_secret" in form:  # Google's, which stays
            return 200, self._token()
        return 200, self._token() | {"refresh_token": self.consent()}

    def _by_assertion(self, form: dict[str, str]) -> tuple[int, Any]:
        claims: dict[str, Any] = jwt.decode(
            form["assertion"],
            self.service_key,
            algorithms=["RS256"],
            audience="https://oauth2.googleapis.com/token",
        )
        if claims["sub"] != self.account or claims["scope"] != "https://mail.google.com/":
            return GOOGLE_NOBODY
        return 200, self._token()

    def _by_code(self, form: dict[str, str]) -> tuple[int, Any]:
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if self._challenges.pop(form["code"], "") != challenge or form["client_secret"] != SECRET:
            return 400, {"error": "invalid_grant", "error_description": "Bad Request"}
        lasts = {"refresh_token_expires_in": self.consent_lasts} if self.consent_lasts else {}
        given = {"refresh_token": self.consent(), "id_token": self._identity()}
        return 200, self._token() | given | lasts

    def _token(self) -> dict[str, Any]:
        now, key = time.time(), self.key
        if self.spoil:
            self.spoil -= 1
            key = secrets.token_bytes(32)
        # Mail servers believe it for longer than we are told: what we do early is not for their sake.
        claims = {"email": self.account, "sub": self.account, "iat": int(now), "exp": int(now) + 3600}
        token = jwt.encode(claims | {"jti": secrets.token_hex(4)}, key, "HS256")
        self.issued.append(token)
        return {"access_token": token, "token_type": "Bearer", "expires_in": int(self.lifetime)}

    def _identity(self) -> str:
        now = int(time.time())
        claims = {"aud": CLIENT, "iss": self.url, "sub": "s", "tid": "t"}
        claims |= {"preferred_username": self.account, "email": self.account}
        return jwt.encode(claims | {"iat": now, "exp": now + 3600}, self.key, "HS256")


class _Handler(BaseHTTPRequestHandler):
    server_: TokenServer

    def do_GET(self) -> None:
        self._tell(*self.server_.answer(urlsplit(self.path).path, {}))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._tell(*self.server_.answer(urlsplit(self.path).path, form))

    def _tell(self, status: int, told: Any) -> None:
        body = (told if isinstance(told, str) else json.dumps(told)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if isinstance(told, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    log_message: Callable[..., None] = lambda *_: None


def dovecot_accepts(folder: Path, key: bytes) -> str:
    """Configuration of a Dovecot that checks the tokens by itself, with what is laid into `folder` for it."""
    place = folder / "keys" / "default" / "HS256"
    place.mkdir(parents=True)
    (place / "default").write_bytes(base64.b64encode(key))
    config = folder / "oauth2.conf"
    config.write_text(
        "introspection_mode = local\n"
        f"local_validation_key_dict = fs:posix:prefix={folder}/keys/\n"
        "username_attribute = email\n"
    )
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return f"""
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {config}
}}
"""
