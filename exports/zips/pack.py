"""The committee's pack: decks under short names, forms in a zip for the secretary, an index in each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.landing import landing
from exports.names import safe
from exports.tables.xlsx import write_workbook
from exports.works import Work
from exports.zips.index import Pack, Placed, index_page, index_table, manifest, placed
from exports.zips.parts import MOST, Packed, in_parts, packed
from exports.zips.writing import Zip
from notifications.rendering.desk import Desk
from settings.errors import PartFailed, WrongUse
from storage.files import FileStore

Step = Callable[[int, int], None]
"""Is told how many files are packed, and of how many."""


@dataclass(frozen=True, slots=True)
class Making:
    """What packs are made with: where to, out of which files, in whose name, and how large a zip may be."""

    folder: Path
    files: FileStore
    desk: Desk
    most: int = MOST
    step: Step = lambda _, __: None


@dataclass(frozen=True, slots=True)
class Made:
    """What was written, and the works of which no deck could be packed."""

    zips: tuple[Path, ...]
    manifest: Path
    without: tuple[Work, ...]


def make_pack(making: Making, works: Sequence[Work], pack: Pack, judge: str = "") -> Made:
    """Writes `packN_decks.zip` (or `…_1of3.zip`), `packN_forms.zip` and `packN.json` into the folder; with a
    `judge` his name stands in theirs.

    A zip that is written is whole. Raises WrongUse where there is a pack of that number already, PartFailed
    where a file is missing or damaged on our disk, OSError for a full one.
    """
    stem = safe(f"pack{pack.number}" + (f"_{judge}" if judge else ""), most=80)
    told = making.folder / f"{stem}.json"
    if told.exists():
        raise WrongUse(
            f"{told} is there already: packs are handed out, so give this one a --number of its own"
        )
    decks, forms = packed(works), packed(works, forms=True)
    count = _Counting(making.step, len(decks) + len(forms))
    made: list[Path] = []
    rows = _written(making, _Kind(f"{stem}_decks", works, decks), pack, count, made)
    _written(making, _Kind(f"{stem}_forms", works, forms, forms=True), pack, count, made)
    said = manifest(rows, {item.work.reference: item for item in forms}, pack, making.desk.contest)
    with landing(told) as path:
        path.write_text(said, encoding="utf-8")
    return Made(tuple(made), told, tuple(row.work for row in rows if row.item is None))


class _Counting:
    def __init__(self, step: Step, total: int) -> None:
        self._step, self._total, self._done = step, total, 0

    def one(self) -> None:
        self._done += 1
        self._step(self._done, self._total)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What goes into the zips of one kind."""

    stem: str
    works: Sequence[Work]
    items: Sequence[Packed]
    forms: bool = False


def _written(making: Making, kind: _Kind, pack: Pack, count: _Counting, made: list[Path]) -> list[Placed]:
    """The zips of one kind, each with an index of all works."""
    parts = in_parts(kind.items, making.most)
    rows = placed(kind.works, parts, forms=kind.forms)
    for number, part in enumerate(parts, start=1):
        which = f"_{number}of{len(parts)}" if len(parts) > 1 else ""
        target = making.folder / f"{kind.stem}{which}.zip"
        with landing(target) as path, Zip(path, making.desk.zone) as archive:
            sheet = path.with_name("index")
            write_workbook(sheet, [index_table(rows)], making.desk.zone)
            archive.put_made("00_index.xlsx", sheet, pack.made_at)
            shown = index_page(rows, pack, making.desk, part=number)
            archive.put_text("00_index.html", shown.encode(), pack.made_at)
            for item in part:
                _put(archive, making.files, item)
                count.one()
        made.append(target)
    return rows


def _put(archive: Zip, files: FileStore, item: Packed) -> None:
    try:
        with files.files.open(item.file.sha256) as source:
            archive.put_file(item.name, source, item.file.sha256, item.file.received_at)
    except FileNotFoundError:
        raise PartFailed(
            f"{item.work.reference}: the file {item.file.sha256} is not on the disk, and nothing of this zip"
            " is kept: `intake verify --offline` lists what is missing"
        ) from None
