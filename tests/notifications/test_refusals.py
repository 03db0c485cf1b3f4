"""What servers say when they refuse a mail, as their documents and their users tell, and about whom it is.

Only what is about the recipient ends a reply. What is about our account, our address, our words or our server
waits, and is alarmed: Exchange without the right to send as an address would else make every reply fail.
"""

import pytest

from notifications.transport.outcomes import Deferred, OwnFault, Refused, Reply, TransportError, settle

US, HIM, LATER = OwnFault, Refused, Deferred

# fmt: off
SAID: list[tuple[str, str, str, type[TransportError]]] = [
    # Exchange Online and Exchange Server: "NDR error codes in Exchange Online", learn.microsoft.com
    ("Exchange", "final", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", US),
    ("Exchange", "final", "554 5.2.252 SendAsDenied; a@o.example not allowed to send as b@o.example", US),
    ("Exchange", "final", "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException", US),
    ("Exchange", "final", "550 5.1.8 Access denied, bad outbound sender AS(42004)", US),
    ("Exchange", "final", "550 5.1.90 you've reached your daily limit for message recipients", US),
    ("Exchange", "final", "550 5.7.501 Access denied, spam abuse detected", US),
    ("Exchange", "final", "550 5.7.708 Access denied, traffic not accepted from this IP", US),
    ("Exchange", "final", "554 5.2.122 limit for receiving exceeded, STOREDRV.Submission", US),
    ("Exchange", "rcpt",  "550 5.7.1 Unable to relay", US),
    ("Exchange", "rcpt",  "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", US),
    ("Exchange", "rcpt",  "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", HIM),
    ("Exchange", "rcpt",  "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", HIM),
    ("Exchange", "rcpt",  "550 5.4.1 Recipient address rejected: Access denied", US),
    ("Exchange", "final", "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", LATER),
    ("Exchange", "final", "554 5.6.0 Invalid message content", US),
    # Google: "Gmail SMTP errors and codes", support.google.com/a/answer/3726730
    ("Google",   "rcpt",  "550 5.1.1 The email account that you tried to reach does not exist.", HIM),
    ("Google",   "rcpt",  "550 5.2.1 The email account that you tried to reach is disabled.", HIM),
    ("Google",   "rcpt",  "552 5.2.2 The email account that you tried to reach is over quota.", HIM),
    ("Google",   "final", "550 5.4.5 Daily user sending limit exceeded.", US),
    ("Google",   "final", "550 5.4.5 Daily SMTP relay limit exceeded for user.", US),
    ("Google",   "final", "550 5.7.26 This message does not have authentication information", US),
    ("Google",   "final", "552 5.7.0 This message was blocked because of its content", US),
    ("Google",   "final", "550 5.7.1 this is likely unsolicited mail.", US),
    ("Google",   "final", "553 5.1.2 We weren't able to find the recipient domain.", HIM),
    ("Google",   "rcpt",  "450 4.2.1 The user you are trying to contact gets mail too quickly.", LATER),
    ("Google",   "mail",  "530 5.7.0 Authentication Required.", US),
    # Postfix: its source and postconf(5), smtpd_*_restrictions
    ("Postfix",  "rcpt",  "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown", HIM),
    ("Postfix",  "rcpt",  "550 5.1.0 <us@o.example>: Sender address rejected: User unknown", US),
    ("Postfix",  "rcpt",  "553 5.7.1 <us@o.example>: Sender address rejected: not owned by user intake", US),
    ("Postfix",  "rcpt",  "504 5.5.2 <intake>: Helo command rejected: need fully-qualified hostname", US),
    ("Postfix",  "rcpt",  "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied", US),
    ("Postfix",  "rcpt",  "554 5.7.1 <a@b.example>: Relay access denied", US),
    ("Postfix",  "rcpt",  "550 5.1.2 <a@b.invalid>: Recipient address rejected: Domain not found", HIM),
    ("Postfix",  "rcpt",  "450 4.1.2 <a@b.invalid>: Recipient address rejected: Domain not found", LATER),
    ("Postfix",  "rcpt",  "450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted", LATER),
    ("Postfix",  "final", "552 5.3.4 Message size exceeds fixed limit", US),
    ("Postfix",  "final", "452 4.3.1 Insufficient system storage", LATER),
    # Exim: its specification and default configuration
    ("Exim",     "rcpt",  "550 Unknown user", HIM),
    ("Exim",     "rcpt",  "550 no such user here", HIM),
    ("Exim",     "rcpt",  "550 relay not permitted", US),
    ("Exim",     "rcpt",  "550 Sender verify failed", US),
    ("Exim",     "rcpt",  "550 Administrative prohibition", US),
    ("Exim",     "rcpt",  "550 <us@o.example>: no such user: Sender verify failed", US),
    ("Exim",     "final", "550 This message was classified as SPAM", US),
    # qmail and others that know no enhanced codes
    ("qmail",    "rcpt",  "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", US),
    ("qmail",    "rcpt",  "550 sorry, no mailbox here by that name. (#5.1.1)", HIM),
    ("qmail",    "rcpt",  "550 Requested action not taken: mailbox unavailable", US),
    ("others",   "rcpt",  "550 The account a@b.example does not exist", HIM),
    ("others",   "rcpt",  "552 mailbox is full", HIM),
    ("others",   "rcpt",  "550 your account is disabled", US),
    # Zimbra, amavis and the filters in front
    ("Zimbra",   "rcpt",  "554 5.7.1 <us@o.example>: Sender address rejected: Access denied", US),
    ("Zimbra",   "rcpt",  "550 5.1.1 <a@b.example>: Recipient address rejected: b.example", HIM),
    ("Zimbra",   "rcpt",  "452 4.2.2 Over quota", LATER),
    ("amavis",   "final", "554 5.7.0 Reject, id=12345-01 - spam", US),
    ("amavis",   "final", "554 5.7.0 Bounce, id=12345-01 - BANNED: .exe", US),
    ("Mimecast", "final", "554 Email rejected due to security policies", US),
    ("Proofpoint", "rcpt", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked", US),
    ("Barracuda", "rcpt", "550 permanent failure for one or more recipients (a@b.example:blocked)", US),
]
# fmt: on


@pytest.mark.parametrize(("server", "step", "said", "meaning"), SAID)
def test_what_is_about_us_never_ends_an_applicants_reply(
    server: str, step: str, said: str, meaning: type[TransportError]
) -> None:
    code, _, words = said.partition(" ")
    with pytest.raises(TransportError) as refused:
        settle(step, Reply(int(code), words), range(200, 300))  # type: ignore[arg-type]  # a step by its name
    assert type(refused.value) is meaning, server
