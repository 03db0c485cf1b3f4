"""The ways to the organiser that `[alarm]` names."""

from collections.abc import Callable
from datetime import datetime

from credentials import Credential
from notifications.alarms.alarms import Channel
from notifications.alarms.mail import Mail
from notifications.alarms.webhook import Webhook
from notifications.rendering.desk import Desk
from settings import Settings


def channels_of(
    settings: Settings, desk: Desk, smtp: Credential | None, clock: Callable[[], datetime]
) -> list[Channel]:
    """None, one or two; `clock` gives this moment in UTC."""
    channels: list[Channel] = []
    if url := settings.alarm.webhook.get_secret_value():
        channels.append(Webhook(url, settings.contest.id))
    if settings.alarm.email:
        channels.append(Mail(settings.alarm.email, desk, settings.smtp, smtp, clock))
    return channels
