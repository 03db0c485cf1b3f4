"""The list of discretion: every act by which a person put his own judgement beside the rules', with what the
rules had found, the reason given, the evidence, who proposed it and who did it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from exports.tables.table import Cell, Column, Shape, Table
from exports.when import buddhist
from review.titles import ACTS, ROLES
from screening.model.act import Act, ActKind, Nature, nature_of
from screening.model.decision import Severity
from storage.codec import act_of
from storage.entries.decisions import reasons_of
from storage.tables import ActRow, ActTarget, DecisionRow, Entry

_AT_ONCE = 200
_OF_THE_DESK = frozenset(
    {ActKind.ELIGIBLE, ActKind.APPEAL, ActKind.ERASE, ActKind.UNDO, ActKind.PROPOSE, ActKind.CONFIRM}
)
"""Acts that are neither facts nor verdicts, and decide something all the same."""

COLUMNS = (
    Column("act", "ที่", Shape.NUMBER, 8),
    Column("at", "เมื่อ", Shape.MOMENT, 22),
    Column("reference", "เลขที่รับ", width=17),
    Column("agency", "หน่วยงาน", width=34),
    Column("does", "การดำเนินการ", width=22),
    Column("says", "รายละเอียด", width=44),
    Column("found", "สิ่งที่ระบบตรวจพบก่อนหน้า", width=34),
    Column("late", "หลังกำหนด", width=10),
    Column("why", "เหตุผล", width=44),
    Column("proposed_by", "ผู้เสนอ", width=16),
    Column("by", "ผู้ดำเนินการ", width=16),
    Column("evidence", "หลักฐาน (SHA-256)", width=40),
    Column("undone_by", "ย้อนโดย (ที่)", Shape.NUMBER, 10),
)


def discretion_table(session: Session, contest: str, zone: ZoneInfo) -> Table:
    """Every such act, oldest first; what was taken back is listed with the act that did it."""
    return Table("discretion", "การใช้ดุลพินิจ discretion", COLUMNS, _rows(session, contest, zone))


def is_discretion(kind: ActKind) -> bool:
    """Whether an act of that kind weighs something; notes, questions and whose turn it is do not."""
    return nature_of(kind) in (Nature.FACT, Nature.VERDICT) or kind in _OF_THE_DESK


def _rows(session: Session, contest: str, zone: ZoneInfo) -> Iterator[tuple[Cell, ...]]:
    last, kinds = 0, [kind for kind in ActKind if is_discretion(kind)]
    while True:
        query = (
            select(ActRow, Entry)
            .join(Entry, col(Entry.id) == col(ActRow.entry_id))
            .where(ActRow.contest == contest, col(ActRow.id) > last, col(ActRow.kind).in_(kinds))
        )
        page = session.exec(query.order_by(col(ActRow.id)).limit(_AT_ONCE)).all()
        if not page:
            return
        acts = {row.id: act_of(row.act) for row, _ in page}
        found = _found_before(session, [row for row, _ in page])
        proposed = _proposers(session, [each.seconds for each in acts.values() if each.seconds])
        for row, entry in page:
            act = acts[row.id]
            proposer = proposed.get(act.seconds or 0, "")
            yield _cells(row, entry, saying(act, zone), act, (found.get(row.id, []), proposer))
        last = page[-1][0].id
        session.expunge_all()


def _cells(
    row: ActRow, entry: Entry, says: str, act: Act, around: tuple[Sequence[str], str]
) -> tuple[Cell, ...]:
    found, proposer = around
    evidence = [each.sha256 for each in act.files] + [each for each in (act.file, *act.parts) if each]
    return (
        row.id,
        row.at,
        entry.reference,
        entry.agency_name,
        ACTS[row.kind][0],
        says,
        " ".join(found),
        "หลังกำหนด" if "late" in found else "",
        row.why,
        proposer or (row.by if row.kind is ActKind.PROPOSE else ""),
        row.by if row.kind is not ActKind.PROPOSE else "",
        " ".join(evidence),
        row.undone_id,
    )


def saying(act: Act, zone: ZoneInfo) -> str:
    """What an act says beside its kind, in one line."""
    place = act.agency.place if act.agency else None
    said = (
        " ".join(filter(None, (place.name, place.district, place.province))) if place else "",
        buddhist(act.at, zone) if act.at else "",
        ROLES[act.role][0] if act.role else "",
        act.reference,
        " ".join(act.codes),
        act.words,
        f"→ {act.to}" if act.to else "",
        ", ".join(each.name for each in act.files),
        f"#{act.act}" if act.act else "",
        f"[{ACTS[act.proposed.kind][0]}: {saying(act.proposed, zone)}]" if act.proposed else "",
    )
    return " · ".join(filter(None, said))


def _proposers(session: Session, proposals: Collection[int]) -> Mapping[int, str]:
    query = select(ActRow.id, ActRow.by).where(col(ActRow.id).in_(proposals))
    return dict(session.exec(query).all())


def _found_before(session: Session, rows: Sequence[ActRow]) -> Mapping[int, list[str]]:
    """By act: the faults and holds of its messages as they were judged last before it."""
    targets: dict[int, list[int]] = defaultdict(list)
    at = {row.id: row.at for row in rows}
    query = select(ActTarget.act_id, ActTarget.message_id).where(col(ActTarget.act_id).in_(at))
    for act, message in session.exec(query):
        targets[message].append(act)
    judged = (
        select(DecisionRow.message_id, DecisionRow.id, DecisionRow.decided_at, DecisionRow.act_id)
        .where(col(DecisionRow.message_id).in_(targets))
        .order_by(col(DecisionRow.number))
    )
    before: dict[tuple[int, int], int] = {}
    for message, decision, decided_at, made_in in session.exec(judged):
        for act in targets[message]:
            if decided_at <= at[act] and made_in != act:
                before[act, message] = decision
    reasons = reasons_of(session, set(before.values()))
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for (act, _), decision in before.items():
        codes = [each.code for each in reasons.get(decision, ()) if each.severity is not Severity.NOTE]
        found[act].update(dict.fromkeys(codes))
    return {act: list(codes) for act, codes in found.items()}
