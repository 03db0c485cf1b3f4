"""Links and domains in the text of a mail: a letter of ours would carry them to others under our name."""

import re
import unicodedata
from functools import lru_cache

_DOCUMENTS = (
    "pdf ppt pptx pptm pps ppsx ppsm pot potx odp key doc docx docm dotx odt rtf txt xls xlsx xlsm ods csv"
)
_PICTURES = "jpg jpeg jpe jfif png gif bmp tif tiff heic heif webp svg psd"
_MEDIA = "mp4 m4v mov avi wmv mkv webm mpg mpeg mts m2ts 3gp flv mp3 wav m4a"
_OTHERS = "zip rar 7z tar gz tgz html htm xml json eml msg dat ics hwp dwg exe bat iso apk"
ENDINGS = frozenset(f"{_DOCUMENTS} {_PICTURES} {_MEDIA} {_OTHERS}".split())
"""What a file name may end with. Of these only zip and mov are domains as well, and those are its own."""

LEFT_OUT = "…"

# Full stops of other scripts, which browsers or readers take for a dot, and what only resembles one.
_DOTS = ".\u3002\uff0e\uff61\u2024\u2027\ufe52\u00b7\u30fb\uff65\u06d4\u0701\u0702\ua4f8"
# All that may stand in a part of a domain, Thai marks and other scripts among it; "_" only in names of files.
_PART = rf"[^\s\x00-,/:-@\[-^`{{-\xa0…“”‘’«»–—{_DOTS}]"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,30}:[/\\]{2}\S*", re.IGNORECASE | re.ASCII)
_DOTTED = re.compile(rf"(?<!{_PART}){_PART}++(?:[{_DOTS}]{_PART}++)++")
_PATH = re.compile(r"(?::[0-9]+)?[/\\?#]\S*")
_PATH_BEGINS = re.compile(r"(?::[0-9]+)?[/\\?#]\S")
_TOP_LEVEL = re.compile(
    r"(?:xn--[a-z0-9-]+|[^0-9_\-\u0e00-\u0e7f]{2,}|(?:ไทย|คอม)(?![\u0e00-\u0e7f]))(?![a-z0-9])", re.IGNORECASE
)
_UP_TO_UNDERSCORE = re.compile("[^_]*")
_WORD = re.compile("[a-z0-9]+", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,3}(?![0-9])")
_SEVERAL = re.compile(f"{LEFT_OUT}{LEFT_OUT}+")
_NOT_THAI = re.compile(r"[^\x00-\x7f\u0e00-\u0e7f…]+")


@lru_cache(1024)  # a letter says the same names in many of its texts
def without_links(line: str) -> str:
    """One line of text with "…" in place of whatever looks like a link, a domain or a host's number."""
    plain = _NOT_THAI.sub(lambda found: unicodedata.normalize("NFKC", found[0]), line)
    cut = _without_domains(_SCHEME.sub(LEFT_OUT, plain))
    return line if cut == plain else " ".join(_SEVERAL.sub(LEFT_OUT, cut).split())


def _without_domains(text: str) -> str:
    kept, at = [], 0
    for found in _DOTTED.finditer(text):
        if found.start() < at:  # within a path that was left out
            continue
        rest = _behind_domain(found[0], is_path=bool(_PATH_BEGINS.match(text, found.end())))
        if rest is None:
            continue
        kept.append(f"{text[at : found.start()]}{LEFT_OUT}{rest}")
        path = _PATH.match(text, found.end())
        at = path.end() if path else found.end()
    return "".join(kept) + text[at:]


def _behind_domain(dotted: str, *, is_path: bool) -> str | None:
    """What stands behind the domain in a run of parts with dots between; None if there is no domain in it."""
    parts = re.split(f"[{_DOTS}]", dotted)
    ends = [index for index in range(1, len(parts)) if _ends_domain(parts, index, is_path=is_path)]
    if not ends:
        return None
    last = ends[-1]
    domain = _TOP_LEVEL.match(parts[last]) or _UP_TO_UNDERSCORE.match(parts[last])
    rest = parts[last][domain.end() if domain else 0 :]
    return rest + "".join(f".{part}" for part in parts[last + 1 :])


def _ends_domain(parts: list[str], index: int, *, is_path: bool) -> bool:
    """Whether the parts up to `index` are a domain. A file's ending is none, unless a path follows."""
    if _is_ending(parts[index]) and not (is_path and index == len(parts) - 1):
        return False
    if _TOP_LEVEL.match(parts[index]) or parts[0].lower().endswith("www"):
        return True
    return index >= 3 and all(_NUMBER.match(part) for part in parts[index - 2 : index + 1])


def _is_ending(part: str) -> bool:
    word = _WORD.match(part)
    return word is not None and word[0].lower() in ENDINGS
