"""Tells the organiser that something needs a person: once, not each minute, and once more when it is over.

    raise_(kind, text)   what lasts, until `clear(kind)`: an unreachable mailbox, a full disk
    report(kind, text)   what has happened and is over: a bounced reply, a message set aside

Each takes `about` too, where several of one kind are told apart (`settings.alarm_kinds`). A text is one line
and holds no personal data: it leaves by webhook and mail.
"""

from notifications.alarms.alarms import Alarms
from notifications.alarms.book import Alarm, Notice
from notifications.alarms.errors import NotDelivered

__all__ = ["Alarm", "Alarms", "NotDelivered", "Notice"]
