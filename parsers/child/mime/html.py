"""The words of an HTML body, without styles, scripts and the quoted earlier mail."""

import re
from html.parser import HTMLParser

LONGEST = 256 << 10  # the parser's time grows faster than the input
_DATA_URI = re.compile(r"data:[^\"'>\s]{200,}")
_UNSEEN = re.compile("style|script|head|title|template")
_BREAKS = re.compile("p|div|br|tr|li|table|ul|ol|h[1-6]|hr|pre|section|article|td")
# Begins where its run of spaces begins, so that no run is gone through twice.
_LINE_END = re.compile(r"(?<![ \t])[ \t]*+\n\s*+")
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_QUOTES = re.compile(r"\b(gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra)\b")
# Outlook marks where the earlier mail begins, and does not enclose it.
_QUOTE_BEGINS = frozenset(["divrplyfwdmsg", "appendonsend", "x_divrplyfwdmsg"])


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []
        self._skipped = ""  # the tag whose end shows text again
        self._depth = 0
        self._over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to skip, or note a link or a line break."""
        if self._skipped or self._over:
            self._depth += tag == self._skipped
            return
        values = {name: value or "" for name, value in attrs}
        self._over = values.get("id", "").lower() in _QUOTE_BEGINS
        if not _VOID.fullmatch(tag) and (_UNSEEN.fullmatch(tag) or self._is_quote(tag, values)):
            self._skipped, self._depth = tag, 1
        if _BREAKS.fullmatch(tag):
            self.pieces.append("\n")
        if tag == "a" and not self._skipped:
            self.links.append(values.get("href", "").strip())

    @staticmethod
    def _is_quote(tag: str, values: dict[str, str]) -> bool:
        return tag == "blockquote" or bool(_QUOTES.search(values.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        """Perhaps show text again."""
        if self._skipped and tag == self._skipped:
            self._depth -= 1
            self._skipped = self._skipped if self._depth else ""
        elif _BREAKS.fullmatch(tag) and not self._over:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep words that a reader would see as the sender's own."""
        if not self._skipped and not self._over:
            self.pieces.append(re.sub(r"\s+", " ", data))


def words(html: str) -> tuple[str, list[str]]:
    """The text a reader sees, and the targets of its links. Never raises on malformed HTML."""
    parser = _Words()
    html = _DATA_URI.sub("", html)[:LONGEST]
    closed = html.rfind(">") + 1
    # Tags that never close cost the parser quadratic time (measured: 2 s for 15 kB).
    html = html[:closed] + html[closed:].replace("<", " ")
    try:
        parser.feed(html)
        parser.close()
    except (AssertionError, ValueError):  # measured: a marked section that does not end
        pass
    text = "".join(parser.pieces)
    return _LINE_END.sub("\n", text).strip(), parser.links
