"""Tries the servers that the daemon works with, and the ways to the organiser."""

from datetime import timedelta
from urllib.parse import urlsplit

from credentials import CredentialFault
from credentials.ending import warning
from ingest.mailbox import connect
from ingest.mailbox.errors import MailboxError
from ingest.reconciling import incomplete_list
from ingest.round_trip import round_trip as travel
from ingest.senders import authserv, rewritten
from ingest.senders.heads import newest_heads
from intake.examinations.ailing import Ailing
from notifications.alarms import NotDelivered, Notice
from notifications.alarms.channels import channels_of
from notifications.transport import check as check_smtp
from runtime.clock import now
from runtime.parts import Parts
from settings import ConfigError
from settings.alarm_kinds import AlarmKind
from settings.errors import IntakeError

_LATELY = timedelta(days=14)


def consent(parts: Parts) -> str:
    """Whether the provider gives access tokens, and how long that is known to go on."""
    credentials = parts.credentials
    if not credentials.used:
        return "not used: the servers are logged in to with passwords"
    by_token = [each for each in (credentials.mailbox(), credentials.smtp()) if each and each.bearer]
    for credential in by_token:
        credential.secret()
    if told := warning(credentials.endings(), now()):
        raise Ailing(told)
    ends = [f"{each.what} ends on {each.at:%Y-%m-%d}" for each in credentials.endings()]
    return "; ".join([f"{credentials.provider.name} gives access tokens", *ends])


def mailbox(parts: Parts) -> str:
    """Whether it can be read, and whether its folders are listed completely."""
    with connect(parts.settings.mailbox, parts.credentials.mailbox()) as connection:
        names = parts.settings.mailbox.watched
        told = [f"{name} {connection.status(name).messages} messages" for name in names]
        wrong = [incomplete_list(connection.select(name, readonly=True)) for name in names]
    if any(wrong):
        raise Ailing("; ".join(filter(None, wrong)))
    return f"logged in to {parts.settings.mailbox.host}; {', '.join(told)}"


def folders(parts: Parts) -> str:
    """Which folders get mail and are not read: a provider may put an entry there."""
    mailbox = parts.settings.mailbox
    ours = (mailbox.accepted_folder, mailbox.rejected_folder, mailbox.held_folder, mailbox.ignored_folder)
    try:
        with connect(mailbox, parts.credentials.mailbox()) as connection:
            found = connection.others((*mailbox.watched, *filter(None, ours)))
    except (MailboxError, ConfigError, CredentialFault, IntakeError):
        return "not known while the mailbox cannot be read"
    late = [each for each in found if now() - each.newest < _LATELY]
    if not late:
        return "no other folder has had mail of late"
    told = ", ".join(f"{each.name} ({each.messages} messages)" for each in late)
    days = f"not read, and with mail of the last {_LATELY.days} days"
    return f"{days}: {told}; add to [mailbox] folders what may bring entries"


def senders(parts: Parts) -> str:
    """What the server's stamps on the newest mail tell of its senders."""
    settings = parts.settings
    try:
        with connect(settings.mailbox, parts.credentials.mailbox()) as connection:
            heads = newest_heads(connection, settings.mailbox)
    except (MailboxError, ConfigError, IntakeError, CredentialFault):
        return "not known while the mailbox cannot be read"
    stamped = authserv.examine(heads, settings.trust.authserv_id, settings.mailbox.host)
    found = [stamped, rewritten.examine(heads, parts.judge.rules.own_addresses)]
    told = "; ".join(each.text for each in found)
    if any(each.weight is authserv.Weight.WRONG for each in found):
        raise Ailing(told)
    return told


def smtp(parts: Parts) -> str:
    """Whether replies could be sent."""
    return check_smtp(parts.settings.smtp, parts.credentials.smtp())


def round_trip(parts: Parts) -> str:
    """Sends a mail to ourselves and waits for it."""
    with connect(parts.settings.mailbox, parts.credentials.mailbox()) as connection:
        trip = travel(parts, connection)
    stamped = "with" if trip.stamps else "without"
    told = f"a mail to ourselves lay in {trip.folder} after {trip.seconds:.1f} s, and was read"
    left = "taken away again" if trip.removed else "left there: read_only"
    return f"{told}; {stamped} Authentication-Results; {left}"


def alarm(parts: Parts) -> str:
    """Which ways lead to the organiser."""
    alarm = parts.settings.alarm
    ways = [name for name, set_ in (("webhook", alarm.webhook), ("mail", alarm.email)) if set_]
    if not ways:
        return "none: what needs a person stands in the log alone; set [alarm] webhook or email"
    own = {parts.settings.smtp.from_address.lower(), parts.settings.mailbox.username.lower()}
    if alarm.email.lower() in own:
        raise Ailing("[alarm] email is the contest's own mailbox, where nobody looks for it: name another")
    return f"by {' and '.join(ways)}; `intake doctor --alarm` sends a test"


def send_test(parts: Parts) -> str:
    """Sends a test by each way of `[alarm]`."""
    settings = parts.settings
    smtp = parts.credentials.smtp() if settings.alarm.email else None
    channels = channels_of(settings, parts.desk, smtp, now)
    if not channels:
        raise Ailing("there is nobody to tell: set [alarm] webhook or email")
    wrong = list[str]()
    for channel in channels:
        try:
            channel.deliver([Notice(AlarmKind.TEST, "report", "intake doctor --alarm", now())])
        except NotDelivered as error:
            # Its host alone: the rest of the address may hold a token.
            where = {"webhook": urlsplit(settings.alarm.webhook.get_secret_value()).hostname}
            wrong.append(f"[alarm] {channel.name} {where.get(channel.name, settings.alarm.email)}: {error}")
    if wrong:
        raise Ailing("; ".join(wrong))
    return f"a test was sent by {' and '.join(channel.name for channel in channels)}"
