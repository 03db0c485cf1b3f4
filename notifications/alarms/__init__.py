"""Tells the organiser that something needs a person: once, not each minute, and once more when it is over.

    raise_(key, text)    what lasts, until `clear(key)`: an unreachable mailbox, a full disk
    report(key, text)    what has happened and is over: a bounced reply, a message set aside

A key is a kind, or a kind, a colon and what it is about (`reconciliation:INBOX`); `words` has a heading for
each kind. A text is one line and holds no personal data: it leaves by webhook and mail.
"""

from notifications.alarms.alarms import Alarms
from notifications.alarms.book import Alarm, Notice
from notifications.alarms.errors import NotDelivered

__all__ = ["Alarm", "Alarms", "NotDelivered", "Notice"]
