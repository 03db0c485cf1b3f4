"""The main job: a full mailbox, one run, and what must have become of every message."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from servers.installation import FOLDERS, Installation, message_id, parsed
from servers.mails import ADDRESS, CLOSES, MIDDLE, OPENS, entry, register
from sqlmodel import SQLModel

from demo.samples import REGISTER, Sample, samples

MIB = 1 << 20
MOST_RESIDENT = 110 * MIB
SIZES_OF_CI = [0] * 68 + [15_000_000] * 3
"""Bytes of pictures in each deck, beside the 29 samples: 20 MB of mail are 15 MB of pictures."""
MANY_SIZES = [0] * 268 + [15_000_000] * 3
REAL_SIZES = [100_000] * 191 + [1_000_000] * 60 + [3_000_000] * 14 + [15_000_000] * 6
"""What a contest's inbox holds: 300 MB in 300 messages."""


@pytest.mark.parametrize(
    "sizes",
    [
        pytest.param(SIZES_OF_CI, id="a hundred"),
        pytest.param(MANY_SIZES, id="mostly small", marks=pytest.mark.slow),
        pytest.param(REAL_SIZES, id="real", marks=pytest.mark.slow),
    ],
)
def test_a_whole_inbox_is_judged_answered_and_filed_in_one_run(
    installation: Installation, sizes: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    made = samples(OPENS, CLOSES, ADDRESS)
    install_registers(installation)
    expected = dict(fill(installation, made, sizes))
    assert len(expected) == len(sizes) + len(made)

    started = time.monotonic()
    peak = run_and_watch(installation)
    seconds = time.monotonic() - started
    with capsys.disabled():
        sys.stdout.write(
            f"{seconds:.1f} s, {len(expected) / seconds:.1f} messages/s, peak {peak / MIB:.0f} MiB\n"
        )

    rows = {row["message_id"]: row for row in installation.log_json()}
    assert {key: row["verdict"] for key, row in rows.items()} == expected
    for sample in made:
        row = rows[message_id(sample.message)]
        assert row["reply"]["template"] == (sample.expect_template and sample.expect_template.value)
        assert sample.expect_codes <= {reason["code"] for reason in row["reasons"]}
    hold_replies_and_folders(installation, rows)
    assert peak < MOST_RESIDENT, f"{peak / MIB:.0f} MiB"

    before = traces(installation)
    installation.run_once()
    assert traces(installation) == before
    installation.verify()


def install_registers(installation: Installation) -> None:
    """One register of the samples' agencies and the generated ones."""
    header, *ours = register().splitlines()
    names = header.split(",")
    lines = REGISTER.read_text(encoding="utf-8").splitlines()
    order = [names.index(name) if name in names else None for name in lines[0].split(",")]
    lines += [
        ",".join(cells[place] if place is not None else "" for place in order)
        for cells in (line.split(",") for line in ours)
    ]
    path = installation.folder / "register.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    installation.configure(agencies={"register": path.name})


def fill(installation: Installation, made: list[Sample], sizes: list[int]) -> dict[str, str]:
    """Delivers the samples and an entry of each size; the verdict that each Message-ID must get."""
    expected = {message_id(sample.message): sample.expect_verdict.value for sample in made}
    for sample in made:
        installation.dovecot.deliver([sample.message], sample.received)
    for number, media in enumerate(sizes):
        raw = entry(number, media=media, scan=media // 10)
        installation.dovecot.deliver([raw], MIDDLE)
        expected[message_id(raw)] = "accepted"
    return expected


def run_and_watch(installation: Installation) -> int:
    """One run; the most memory that the daemon itself, without its children, ever held, in bytes."""
    daemon = installation.start("--once")
    peak = 0
    while daemon.poll() is None:
        peak = max([peak, *resident_peak(daemon.pid)])
        time.sleep(0.02)
    assert daemon.returncode == 0, installation.daemon_log.read_text()
    return peak


def resident_peak(pid: int) -> Iterator[int]:
    """VmHWM of a process, in bytes; nothing once it has ended."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            yield int(line.split()[1]) * 1024


def hold_replies_and_folders(installation: Installation, rows: dict[str, dict[str, Any]]) -> None:
    """One answer to each message that must have one and none to any other, beside them the letters to others;
    each message in its folder.
    """
    due = [key for key, row in rows.items() if is_due(row)]
    to_others = [each["message_id"] for row in rows.values() for each in row["notices"] if is_sent(each)]
    mails = [parsed(mail) for mail in installation.sink.mails]
    answers = [str(mail["In-Reply-To"]) for mail in mails if mail["Message-ID"] not in to_others]
    assert Counter(answers) == Counter(due)
    assert len(mails) == len(due) + len(to_others)
    assert {key: sorted(ids) for key, ids in installation.folders().items()} == {
        folder: sorted(key for key, row in rows.items() if row["verdict"] == verdict)
        for verdict, folder in FOLDERS.items()
    }


def is_due(row: dict[str, Any]) -> bool:
    return row["reply"]["template"] is not None and is_sent(row["reply"])


def is_sent(letter: dict[str, Any]) -> bool:
    return letter["suppressed"] is None


def traces(installation: Installation) -> tuple[object, ...]:
    """All that a run leaves behind: the records whole, the mailbox, the replies."""
    with installation.parts() as parts, parts.engine.connect() as connection:
        records = [connection.execute(table.select()).all() for table in SQLModel.metadata.sorted_tables]
    return records, installation.folders(), len(installation.sink.mails)
