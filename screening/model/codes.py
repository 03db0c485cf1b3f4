"""The catalogue of reasons: every code that a rule may give, and its severity.

The texts of each code stand under the same code in `notifications/texts/`; a test holds the two together.
Codes are a contract: add where needed, never rename.
"""

from screening.model.decision import Param, Reason, Severity

_CATALOGUE = {
    Severity.FAULT: """
        form-missing form-name form-type form-mismatch form-unreadable form-encrypted form-empty
        deck-missing deck-type deck-unreadable deck-encrypted deck-empty late""",
    Severity.HOLD: """
        agency-ambiguous agency-unknown agency-former agency-conflict not-local sender-unverified
        sender-conflict entry-ambiguous second-work revision-unproven deck-by-link archive-unreadable
        sealed-message several-forms form-blank form-in-letter deck-template early previously-awarded
        unparsable enquiry message-in-thread withdrawal malware automatic junk-folder too-large
        time-unknown on-hold""",
    Severity.NOTE: """
        form-renamed deck-renamed deck-topics deck-no-text deck-external-media deck-macros
        form-low-resolution form-copies form-pages form-extension possible-enquiry duplicate revision
        completed-by-thread completed-by-sender agency-by-sender agency-by-place from-archive
        from-forwarded clock-skew sender-free-mail identity-card first-use asked-enough confirmed undone
        another-address not-looked-further by-person awards-mentioned""",
}

SEVERITY: dict[str, Severity] = {
    code: severity for severity, codes in _CATALOGUE.items() for code in codes.split()
}


def reason(code: str, **params: Param) -> Reason:
    """A reason of the catalogue. Raises KeyError for a code that is not in it: a mistake of ours."""
    return Reason(code, SEVERITY[code], params)
