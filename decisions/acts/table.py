"""Which acts end what waits for a person; docs/staff.md shows the same table to people."""

from collections.abc import Mapping

from screening.model.act import ActKind as K

ENDS: Mapping[str, tuple[K, ...]] = {
    # Which body it is.
    "agency-ambiguous": (K.AGENCY,),
    "agency-unknown": (K.AGENCY,),
    "agency-former": (K.AGENCY,),
    "agency-conflict": (K.AGENCY, K.SPLIT, K.SECOND_WORK, K.JOIN),
    "not-local": (K.AGENCY, K.DECISION),
    # Who wrote, and whose entry it is.
    "sender-unverified": (K.SENDER, K.IGNORE),
    "sender-conflict": (K.SENDER, K.SECOND_WORK, K.REPLACE, K.IGNORE),
    "entry-ambiguous": (K.JOIN, K.SECOND_WORK),
    "second-work": (K.SECOND_WORK, K.REPLACE),
    "revision-unproven": (K.REPLACE, K.SETTLED),
    # Its files.
    "deck-by-link": (K.ATTACH, K.SETTLED),
    "archive-unreadable": (K.ATTACH, K.SETTLED),
    "sealed-message": (K.ATTACH, K.SETTLED),
    "several-forms": (K.ROLE, K.SPLIT),
    "form-blank": (K.ROLE, K.REJECT),
    "form-in-letter": (K.ROLE, K.SETTLED),
    "deck-template": (K.ROLE, K.REJECT),
    "malware": (K.ROLE, K.SETTLED),
    "identity-card": (K.ERASE, K.SETTLED),
    "unparsable": (K.ATTACH, K.SETTLED, K.IGNORE),
    "too-large": (K.ATTACH, K.SETTLED),
    "previously-awarded": (K.SETTLED, K.DECISION),
    # When it came.
    "early": (K.SETTLED,),
    "time-unknown": (K.TIME,),
    "late": (K.TIME, K.SETTLED, K.DECISION),
    # What it says.
    "enquiry": (K.ANSWER, K.SETTLED, K.JOIN),
    "message-in-thread": (K.SETTLED, K.ANSWER, K.REPLACE),
    "withdrawal": (K.WITHDRAW, K.SETTLED),
    "automatic": (K.SETTLED, K.IGNORE),
    "junk-folder": (K.SETTLED, K.IGNORE),
    # A person's own.
    "appeal": (K.ACCEPT, K.DECISION, K.SETTLED),
    "extended": (K.EXTEND, K.DECISION, K.SETTLED),
    "on-hold": (K.SETTLED, K.ACCEPT, K.REJECT),
    "proposed": (K.CONFIRM, K.UNDO),
}
"""By code, the likeliest first."""

ON_EVERY_CARD = (
    *(K.ACCEPT, K.REJECT, K.DECISION, K.HOLD, K.IGNORE, K.ELIGIBLE, K.APPEAL, K.EVIDENCE, K.EXTEND),
    *(K.ASK, K.ASK_OFFICE, K.ANSWER, K.NOTE, K.LATER, K.ASSIGN, K.ERASE),
)
"""What may be done about any entry."""


def acts_for(code: str) -> tuple[K, ...]:
    """The acts that end a code, the likeliest first; any ruling ends any."""
    return ENDS.get(code, (K.ACCEPT, K.REJECT, K.DECISION, K.IGNORE))
