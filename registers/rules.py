"""The operator's settings and register, as the pure rules want them."""

from datetime import UTC

from registers.awarded import read_awarded
from registers.topics import read_topics
from screening.model.register import Register
from screening.model.rules import ReplyRules, Rules
from settings import Settings

MEGABYTE = 1_000_000


def rules_of(settings: Settings, register: Register) -> Rules:
    """The rules of one contest. Raises WrongUse for topics or awarded works that cannot be used."""
    contest, replies = settings.contest, settings.replies
    after = replies.answer_received_after
    own = {
        contest.email,
        settings.smtp.from_address,
        settings.mailbox.username,
        *settings.trust.own_addresses,
    }
    return Rules(
        contest=contest.id,
        opens=contest.local(contest.opens).astimezone(UTC),
        closes=contest.local(contest.closes).astimezone(UTC),
        zone=contest.zone,
        prefix=contest.reference_prefix,
        naming=settings.form.naming,
        form_extensions=settings.form.extensions,
        deck_extensions=settings.deck.extensions,
        video_extensions=settings.deck.video_extensions,
        own_addresses=frozenset(address.lower() for address in own if "@" in address),
        own_lists=frozenset(name.lower() for name in settings.trust.own_lists),
        shared_domains=tuple(name.lower().strip(".") for name in settings.trust.shared_domains),
        max_message_bytes=settings.mailbox.max_message_mb * MEGABYTE,
        replies=ReplyRules(
            mode=replies.mode,
            answer_received_after=contest.local(after).astimezone(UTC) if after else None,
            per_address_per_day=replies.per_address_per_day,
            per_hour=replies.per_hour,
        ),
        register=register,
        topics=read_topics(settings.deck.topics),
        awarded=read_awarded(settings.awarded.works),
    )
