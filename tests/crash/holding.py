"""What must hold when everything has ended, however often the daemon died on the way."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crash.points import Point
from crash.scenario import Expected
from servers.installation import FOLDERS, Installation, parsed


def breaches(installation: Installation, mails: list[Expected], point: Point) -> list[str]:
    """Each promise that was not kept, in a line; none when all were."""
    rows = installation.rows()
    aside = _set_aside(rows) if point.poisons or point.kind in ("helper", "child") else set()
    found = [f"{mails[0].id} was not set aside"] if point.poisons and aside != {mails[0].id} else []
    found += [*_records(rows, mails, aside), *_numbers(rows, mails, aside)]
    found += misplaced(installation, rows)
    found += _answers(installation, rows, mails, point)
    left = sorted(path.name for path in Path(installation.folder / "files" / "tmp").iterdir())
    found += [f"left behind in files/tmp: {left}"] if left else []
    done = installation.intake("verify")
    return found + ([] if done.returncode == 0 else [f"verify: {done.stdout.strip()} {done.stderr.strip()}"])


def repeated(installation: Installation) -> int:
    """How many answers arrived that had arrived before."""
    answers = installation.answered()
    return len(answers) - len(set(answers))


def _set_aside(rows: list[dict[str, Any]]) -> set[str]:
    """The messages that were held because their reading was cut short: nobody is wronged by that."""
    return {
        row["message_id"]
        for row in rows
        if row["verdict"] == "held" and "unparsable" in {reason["code"] for reason in row["reasons"]}
    }


def _records(rows: list[dict[str, Any]], mails: list[Expected], aside: set[str]) -> Iterator[str]:
    for mail in mails:
        its = [row for row in rows if row["message_id"] == mail.id]
        if len(its) != 1:
            yield f"{mail.id} has {len(its)} rows"
            continue
        verdict, status = its[0]["verdict"], its[0]["status"]
        # A form that nobody could read leaves the deck of its thread without one.
        if verdict != mail.verdict and not (aside and verdict == "held"):
            yield f"{mail.id} is {verdict}, should be {mail.verdict}"
        if status != "filed":
            yield f"{mail.id} is {status}"
    if len(rows) != len(mails):
        yield f"{len(rows)} rows of {len(mails)} mails"


def _numbers(rows: list[dict[str, Any]], mails: list[Expected], aside: set[str]) -> Iterator[str]:
    references = sorted({row["reference"] for row in rows if row["reference"]})
    if references != [f"DGTI-2566-{number:04}" for number in range(1, len(references) + 1)]:
        yield f"references have gaps: {references}"
    by_id = {row["message_id"]: row["reference"] for row in rows}
    groups: dict[int | None, set[str | None]] = defaultdict(set)
    for mail in mails:
        groups[mail.entry].add(by_id.get(mail.id))
    if not aside and (
        len(references) != len(groups) - 1 or any(len(group) != 1 for group in groups.values())
    ):
        yield f"entries are not those of the mails: {sorted(groups.values(), key=str)}"


def misplaced(installation: Installation, rows: list[dict[str, Any]]) -> Iterator[str]:
    """Each message lies once in the folder of its verdict, and nowhere else."""
    should: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["verdict"] in FOLDERS:
            should[FOLDERS[row["verdict"]]].append(row["message_id"])
    are = installation.folders()
    for folder in sorted({*should, *are}):
        if sorted(should.get(folder, [])) != sorted(are.get(folder, [])):
            yield f"in {folder} lie {sorted(are.get(folder, []))}, should {sorted(should.get(folder, []))}"


def _answers(
    installation: Installation, rows: list[dict[str, Any]], mails: list[Expected], point: Point
) -> Iterator[str]:
    """Who must be answered is, once; a death may repeat one answer, byte for byte, and none comes thrice."""
    copies: dict[str, list[bytes]] = defaultdict(list)
    for answer in installation.sink.mails:
        copies[str(parsed(answer)["In-Reply-To"])].append(answer.data)
    # Two deaths before its DATA leave a person to decide: it is sent once more, and then shown as uncertain.
    uncertain = {row["message_id"] for row in rows if row["reply"]["state"] == "uncertain"}
    for mail in mails:
        came = copies.pop(mail.id, [])
        if (mail.answered and not came and mail.id not in uncertain) or (mail.answered is False and came):
            yield f"{mail.id} was answered {len(came)} times"
        if len(came) > 2 or len(set(came)) > 1:
            yield f"{mail.id} was answered {len(came)} times, in {len(set(came))} versions"
    if copies:
        yield f"answers to nothing: {sorted(copies)}"
    if repeated(installation) > point.kills:
        yield f"{repeated(installation)} answers were repeated by {point.kills} deaths"
    yield from _outbox(rows, point)


def _outbox(rows: list[dict[str, Any]], point: Point) -> Iterator[str]:
    ended = {"sent", "suppressed", None} | ({"uncertain"} if point.kills > 1 else set())
    for row in rows:
        if row["reply"]["state"] not in ended:
            yield f"the answer to {row['message_id']} is {row['reply']['state']}"
