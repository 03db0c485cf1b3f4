"""The sink's side of one connection: aiosmtpd's server, with a look at the script before each step."""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, Literal

from aiosmtpd.smtp import MISSING, SMTP, AuthResult
from servers.smtp_script import Fault, Received, Script

Tls = Literal["implicit", "starttls", "none"]


class SinkSession(SMTP):
    """One connection; `open_sessions` holds it as long as it lasts."""

    # A mail's long lines are to arrive, not to be refused.
    line_length_limit = 1_000_000

    def __init__(
        self,
        script: Script,
        open_sessions: "set[SinkSession]",
        *,
        tls: Tls,
        context: ssl.SSLContext | None,
        login: tuple[str, str] | None,
        smtputf8: bool,
        mechanisms: tuple[str, ...],
        tokens: Callable[[str, str], bool],
    ) -> None:
        self._script, self._open_sessions, self._login = script, open_sessions, login
        self._number, self._tokens = 0, tokens
        super().__init__(
            SimpleNamespace(handle_DATA=self._content_ended),
            hostname="sink.test",
            data_size_limit=None,
            enable_SMTPUTF8=smtputf8,
            tls_context=context if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            # Only STARTTLS is seen by aiosmtpd as TLS.
            auth_require_tls=tls == "starttls" or login is None,
            auth_exclude_mechanism={"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"} - set(mechanisms),
            authenticator=self._log_in,
        )
        # Given to the constructor it warns of a login without TLS, which is fine on loopback.
        self._auth_required = login is not None
        self._smtp_methods = {
            verb: partial(self._command, verb, method) for verb, method in self._smtp_methods.items()
        }

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # STARTTLS comes here a second time.
        if not self._number:
            self._script.connections += 1
            self._number = self._script.connections
            self._open_sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._open_sessions.discard(self)
        super().connection_lost(error)

    def cut(self) -> None:
        """Cut the connection without a goodbye, even under TLS."""
        transport = self._original_transport or self.transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    async def _handle_client(self) -> None:
        if not await self._answered("banner"):
            await super()._handle_client()

    async def _command(
        self, verb: str, method: Callable[[str | None], Awaitable[None]], argument: str | None
    ) -> None:
        self._script.hear(f"{verb} {argument or ''}".strip() if verb != "AUTH" else verb)
        if await self._answered(verb.lower()):
            return
        if verb == "DATA" and self._script.next_fault("content").drop:
            await self.push("354 go on")
            await self._reader.readline()
            await self._vanish()
        await method(argument)

    async def _content_ended(self, _server: Any, _session: Any, envelope: Any) -> str:
        """aiosmtpd's hook: the final dot was read, and what is returned is the answer."""
        await self._answered("before_final")
        fault = self._script.next_fault("final")
        await asyncio.sleep(fault.seconds)
        if fault.reply:
            return fault.reply
        if fault.raw:
            await self._babble(fault)
            await self._vanish()
        self._script.keep(
            Received(
                envelope.original_content,
                envelope.mail_from,
                tuple(envelope.rcpt_tos),
                tuple(envelope.mail_options),
                self._number,
            )
        )
        await self._answered("after_final")
        return f"250 2.0.0 queued as {len(self._script.mails)}"

    async def _answered(self, step: str) -> bool:
        """Let happen what the script says; whether the step has thereby been answered."""
        fault = self._script.next_fault(step)
        await asyncio.sleep(fault.seconds)
        if fault.drop:
            await self._vanish()
        if fault.raw:
            await self._babble(fault)
            return True
        if fault.reply is None:
            return False
        await self.push(fault.reply)
        if fault.reply.startswith("421") and self.transport is not None:
            self.transport.close()
        return True

    async def _babble(self, fault: Fault) -> None:
        # aiosmtpd's writer; it raises ConnectionResetError once nobody listens any more.
        self._writer.write(fault.raw)
        await self._writer.drain()
        while fault.endless:
            self._writer.write(fault.raw)
            await self._writer.drain()

    async def _vanish(self) -> None:
        self.cut()
        # The loop cancels this task once it has seen the connection go.
        await asyncio.Event().wait()

    async def auth_XOAUTH2(self, _server: Any, _arguments: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        """As both providers document it."""
        return await self._by_token(r"user=(.*)\x01auth=Bearer (.*)\x01\x01", b"")

    async def auth_OAUTHBEARER(self, _server: Any, _arguments: list[str]) -> AuthResult:  # noqa: N802
        """RFC 7628."""
        return await self._by_token(r"n,a=(.*),\x01auth=Bearer (.*)\x01\x01", b"\x01")

    async def _by_token(self, form: str, after_error: bytes) -> AuthResult:
        response = await self.challenge_auth("")
        given = re.fullmatch(form, response.decode()) if isinstance(response, bytes) else None
        if given and self._tokens(given[1], given[2]):
            return AuthResult(success=True)
        # The error is a challenge first, which the client must answer.
        answer = await self.challenge_auth('{"status":"401","schemes":"bearer","scope":"mail"}')
        if answer is MISSING or answer != after_error:
            return AuthResult(
                success=False, handled=False, message="501 5.5.2 that was no answer to the error"
            )
        return AuthResult(success=False, handled=False)

    def _log_in(self, *arguments: Any) -> AuthResult:
        given = arguments[-1]
        right = self._login == (given.login.decode(), given.password.decode())
        # handled=False: else aiosmtpd leaves a wrong password unanswered.
        return AuthResult(success=right, handled=False)
