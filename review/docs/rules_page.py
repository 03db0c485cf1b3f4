"""Writes docs/rules.md: `python -m review.docs.rules_page > docs/rules.md`. A test holds it to the code."""

import sys

from notifications.rendering.catalogue import explain
from notifications.rendering.samples import FULL_PARAMS
from screening.model.codes import SEVERITY
from screening.model.decision import Reason, Severity

_HEADINGS = {
    Severity.FAULT: ("Faults", "The applicant can see and mend it: the message is rejected, with the cure."),
    Severity.HOLD: ("Holds", "A person must look; the time of receipt is safe."),
    Severity.NOTE: ("Notes", "Seen and recorded; the verdict does not change."),
}
_TOP = """\
# Every reason

Made from the code; do not edit. Each code is a rule's finding: searching for it finds the rule in
`screening/` and its texts in `notifications/texts/reasons.toml`. The values in the examples are invented.
"""


def page() -> str:
    """The whole page, in Markdown."""
    parts = [_TOP]
    for severity, (title, meaning) in _HEADINGS.items():
        parts.append(
            f"\n## {title}\n\n{meaning}\n\n| code | to staff | to the applicant | cure |\n|---|---|---|---|\n"
        )
        parts += [_row(code) for code, weight in SEVERITY.items() if weight is severity]
    return "".join(parts)


def _row(code: str) -> str:
    finding = Reason(code, SEVERITY[code], FULL_PARAMS)
    thai, english = (explain(finding, language, "applicant") for language in ("th", "en"))
    staff = [explain(finding, language, "staff").what for language in ("th", "en")]
    cells = [staff, [thai.what, english.what], [thai.cure, english.cure]]
    return f"| `{code}` | {' | '.join(_cell(cell) for cell in cells)} |\n"


def _cell(texts: list[str]) -> str:
    joined = "<br>".join(text for text in texts if text)
    return "<br>".join(" ".join(line.split()) for line in joined.splitlines()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
