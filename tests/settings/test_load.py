"""The configuration: what it takes, and what it says of a mistake."""

import re
from pathlib import Path

import pytest

from settings import ConfigError, load
from settings.mistakes import keys
from settings.tables import TABLES
from storage.files import FileStore

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config.toml"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    copy = tmp_path / "config.toml"
    copy.write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
    return copy


def documented() -> dict[str, dict[str, str]]:
    """The keys of the shipped file by table, each with the comment above it."""
    found: dict[str, dict[str, str]] = {}
    table, comment = "", ""
    for line in SHIPPED.read_text(encoding="utf-8").splitlines():
        if header := re.match(r"\[(\w+)\]", line):
            table, comment = header[1], ""
            found[table] = {}
        elif setting := re.match(r"(?:# )?(\w+) = ", line):
            found[table][setting[1]] = comment
        elif line.startswith("#"):
            comment = line
        elif not line:
            comment = ""
    return found


@pytest.mark.parametrize("table", TABLES)
def test_every_key_stands_in_the_shipped_file_under_a_comment(table: str) -> None:
    told = documented()[table]
    assert set(told) == set(keys(TABLES[table]))
    assert all(told.values()), [key for key, comment in told.items() if not comment]


def test_the_shipped_file_is_the_contest_of_2566() -> None:
    contest = load(SHIPPED, {}).contest
    assert contest.local(contest.opens).isoformat() == "2023-06-08T08:30:00+07:00"
    assert contest.local(contest.closes).isoformat() == "2023-07-31T16:30:59+07:00"
    assert contest.reference_prefix == "DGTI-2566"


def test_relative_paths_start_at_the_file_and_absolute_ones_stay(shipped: Path) -> None:
    seen = load(shipped, {"INTAKE_AGENCIES__REGISTER": "r.csv", "INTAKE_LOG__FILE": "/var/log/x.log"})
    assert seen.agencies.register_ == shipped.parent / "r.csv"
    assert seen.log.file == Path("/var/log/x.log")
    assert seen.storage.database == f"sqlite:///{shipped.parent}/data/intake.db"
    assert FileStore(seen.storage.files).root == shipped.parent / "data/files"


@pytest.mark.parametrize(
    ("files", "root"),
    [
        ("/var/lib/intake/files", "/var/lib/intake/files"),
        ("file:///var/lib/intake/files", "/var/lib/intake/files"),
        ("file:////var/lib/intake/files", "/var/lib/intake/files"),
        ("file:///srv/the%20files", "/srv/the files"),
        ("/srv/100 % ไฟล์", "/srv/100 % ไฟล์"),
    ],
)
def test_the_place_of_the_files_is_absolute_as_rfc_8089_has_it(shipped: Path, files: str, root: str) -> None:
    assert FileStore(load(shipped, {"INTAKE_STORAGE__FILES": files}).storage.files).root == Path(root)


def test_an_address_that_was_meant_to_be_relative_is_refused_with_its_cure(shipped: Path) -> None:
    """So the versions until now read it: to start with an empty folder would lose all mail from sight."""
    (shipped.parent / "data/files").mkdir(parents=True)
    with pytest.raises(ConfigError, match=r'\[storage\] files: .*/data/files.* write files = "data/files"'):
        load(shipped, {"INTAKE_STORAGE__FILES": "file:///data/files"})
    there = shipped.parent.relative_to("/") / "data/files"
    load(shipped, {"INTAKE_STORAGE__FILES": f"file:///{there}"})


def test_without_its_table_the_records_lie_beside_the_file(shipped: Path) -> None:
    whole = shipped.read_text(encoding="utf-8")
    shipped.write_text(re.sub(r"\[storage\].*?(?=\n\[)", "", whole, flags=re.DOTALL), encoding="utf-8")
    assert load(shipped, {}).storage == load(SHIPPED, {}).storage.model_copy(
        update={
            "database": f"sqlite:///{shipped.parent}/data/intake.db",
            "files": (shipped.parent / "data/files").as_uri(),
            "local": shipped.parent / "data",
        }
    )


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("CONTEST__CLOSES", "2032-07-31T16:30:59", "one of the two has a wrong year"),
        ("REVIEW__LETTER_WAITS", "1441", "letter_waits"),
        ("REPLIES__HOLD_FIRST", "100001", "hold_first"),
        ("REPLIES__PER_ADDRESS_PER_DAY", "1001", "per_address_per_day"),
        ("REPLIES__PER_HOUR", "100001", "per_hour"),
        ("LIMITS__PARSE_CPU_SECONDS", "3601", "parse_cpu_seconds"),
        ("LIMITS__PARSE_WALL_SECONDS", "3601", "parse_wall_seconds"),
        ("LIMITS__PARSE_MEMORY_MB", "65537", "parse_memory_mb"),
        ("LIMITS__ARCHIVE_MB", "10241", "archive_mb"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_at_the_start(
    shipped: Path, key: str, value: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        load(shipped, {f"INTAKE_{key}": value})


def test_an_ending_that_is_no_form_is_refused_before_a_letter_offers_it(shipped: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.tif cannot be read as a form"):
        load(shipped, {"INTAKE_FORM__EXTENSIONS": '[".pdf", ".tif"]'})


@pytest.mark.parametrize(
    ("name", "value", "table", "key", "expected"),
    [
        ("INTAKE_MAILBOX__PORT", "1143", "mailbox", "port", 1143),
        ("INTAKE_MAILBOX__READ_ONLY", "true", "mailbox", "read_only", True),
        ("INTAKE_MAILBOX__FOLDERS", '["INBOX", "ขยะ"]', "mailbox", "folders", ("INBOX", "ขยะ")),
        ("INTAKE_LOG__JSON", "1", "log", "json_", True),
        ("INTAKE_CONTEST__HOLIDAYS", "[]", "contest", "holidays", ()),
    ],
)
def test_the_environment_overrides_any_key(
    shipped: Path, name: str, value: str, table: str, key: str, expected: object
) -> None:
    assert getattr(getattr(load(shipped, {name: value}), table), key) == expected


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("poll_seconds", "pol_seconds", r"\[mailbox\] pol_seconds is not a known key \(poll_seconds\?\)"),
        ("[limits]", "[limit]", r"\[limit\] is not a known key \(limits\?\)"),
        ("[privacy]", "[[privacy]]", r"\[privacy\] must be a table of keys"),
        (
            "closes = 2023",
            "close = 2023",
            r"closes is missing; \[contest\] close is not a known key \(closes\?\)",
        ),
        ('folders = ["INBOX"]', 'folders = "INBOX"', r"\[mailbox\] folders: must be a list"),
        ('tls = "starttls"', 'tls = "ssl"', r"\[smtp\] tls: must be 'implicit', 'starttls' or 'none'"),
        (
            'from_address = "dgti_awards@',
            'from_address = "',
            r"\[smtp\] from_address: must be an e-mail address",
        ),
        (
            'held_folder = "ตรวจแล้ว/รอเจ้าหน้าที่"',
            'held_folder = "inbox"',
            r"held_folder is INBOX, which is read",
        ),
        (
            'sent_folder = ""',
            'sent_folder = "ตรวจแล้ว/รับแล้ว"',
            r"accepted_folder is ตรวจแล้ว/รับแล้ว, which is read",
        ),
        ('ca_file = ""', 'ca_file = "\\u0000"', r"\[mailbox\] ca_file: "),
        ("port = 993", "port = 99333", r"\[mailbox\] port: .*65535"),
        ('tls = "implicit"', 'tls = "none"', r"only for a server on this machine"),
        ("closes = 2023", "closes = 2022", r"opens must be before closes"),
        (
            "closes = 2023-07-31T16:30:59",
            "closes = 2023-07-31",
            r"\[contest\] closes: is a day without a time",
        ),
        ("opens = 2023-06-08T08:30:00", "opens = 2023-06-08", r"\[contest\] opens: is a day without a time"),
        (
            "closes = 2023",
            "closes = 2566",
            r"\[contest\] closes: is in the Buddhist Era: write 2023 for 2566",
        ),
        ("opens = 2023", "opens = 2566", r"\[contest\] opens: is in the Buddhist Era: write 2023 for 2566"),
        ("[2023-07-28", "[2566-07-28", r"\[contest\] holidays: is in the Buddhist Era"),
        ('timezone = "Asia/Bangkok"', 'timezone = "Asia/Bankok"', r"is not a time zone"),
        ('username = "dgti', 'username = "\\u000adgti', r"line breaks or control characters"),
        ('id = "dgti-2566"', "", r"\[contest\] id is missing"),
        ("[contest]", "[contest", r"is not valid TOML"),
        ("sqlite:///data", "mysql:///data", r"must look like sqlite:///"),
        ('files = "data/files"', 'files = ""', r"\[storage\] files: must be a path such as data/files"),
        ('files = "data/files"', 'files = "ftp://bucket/x"', r"must be a path such as data/files"),
        ('files = "data/files"', 'files = "s3://Bucket/x"', r"must look like s3://bucket/prefix"),
        ('files = "data/files"', 'files = "s3://bucket/x?y"', r"must look like s3://bucket/prefix"),
        (
            "sqlite:///data/intake.db",
            "postgresql://host/x",
            r"must look like postgresql://intake@host/intake",
        ),
        ("sqlite:///data/intake.db", "postgresql://a:Pa55@host/x", r"no password: set PGPASSWORD"),
        ("sqlite:///data/intake.db", "postgresql://a@host/x?password=Pa55", r"no password: set PGPASSWORD"),
        ('files = "data/files"', 'files = "file://data/files"', r"file:///var/lib/intake/files, or s3"),
        ('files = "data/files"', 'files = "file:///"', r"file:///var/lib/intake/files, or s3"),
        ('[".pdf", ".jpg", ".jpeg"]', '["pdf"]', r"begin with a dot"),
    ],
)
def test_a_mistake_is_told_in_one_line_that_names_the_place(
    shipped: Path, before: str, after: str, says: str
) -> None:
    text = shipped.read_text(encoding="utf-8")
    assert before in text
    shipped.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=says) as error:
        load(shipped, {})
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("INTAKE_CONTEST__CLOSES", "2023-12-15", "is a day without a time"),
        ("INTAKE_CONTEST__CLOSES", "2566-12-15T16:30:59", "write 2023 for 2566"),
        ("INTAKE_REPLIES__ANSWER_RECEIVED_AFTER", "2566-06-08T00:00:00", "write 2023 for 2566"),
    ],
)
def test_a_time_in_the_environment_is_held_to_the_same(
    shipped: Path, name: str, value: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        load(shipped, {name: value})


@pytest.mark.parametrize("name", ["INTAKE_MAILBOX__PROT", "INTAKE_MAIL__PORT", "INTAKE_MAILBOX__"])
def test_an_override_of_nothing_is_refused(shipped: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load(shipped, {name: "1"})


def test_all_mistakes_are_told_at_once_and_which_the_environment_made(shipped: Path) -> None:
    text = shipped.read_text(encoding="utf-8")
    shipped.write_text(
        text.replace("closes = ", "close = ").replace("port = 993", "port = 0"), encoding="utf-8"
    )
    wrong = {"INTAKE_WEB__PORT": "x", "INTAKE_MAILBOX__PROT": "1", "INTAKE_MAILBOX__FOLDERS": "INBOX"}
    with pytest.raises(ConfigError) as error:
        load(shipped, wrong)
    told = str(error.value)
    assert "\n" not in told
    for each in (
        "[contest] closes is missing",
        "[contest] close is not a known key (closes?)",
        "[mailbox] port: must be greater than or equal to 1",
        "[web] port: must be a valid integer",
        "(set by INTAKE_WEB__PORT)",
        "INTAKE_MAILBOX__PROT overrides no key of the configuration (INTAKE_MAILBOX__PORT?)",
        "INTAKE_MAILBOX__FOLDERS must be a JSON list",
    ):
        assert each in told
    assert told.count("set by") == 1


def test_a_wrong_value_is_never_repeated(shipped: Path) -> None:
    with pytest.raises(ConfigError) as error:
        load(shipped, {"INTAKE_MAILBOX__PORT": "hunter2"})
    assert "hunter2" not in str(error.value)


def test_a_list_that_is_no_json_is_refused(shipped: Path) -> None:
    with pytest.raises(ConfigError, match="JSON list"):
        load(shipped, {"INTAKE_MAILBOX__FOLDERS": "INBOX,Junk"})


def test_a_missing_file_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--config"):
        load(tmp_path / "none.toml", {})


def test_passwords_in_the_environment_are_no_overrides(shipped: Path) -> None:
    secret = "hunter2"
    seen = load(shipped, {"INTAKE_MAILBOX_PASSWORD": secret, "INTAKE_SMTP_PASSWORD": secret})
    assert secret not in repr(seen)


def test_records_on_a_server_and_files_in_a_bucket_keep_what_is_ours_on_this_machine(shipped: Path) -> None:
    assert load(shipped, {}).storage.beside == shipped.parent / "data/intake.db"
    wide = {
        "INTAKE_STORAGE__DATABASE": "postgresql://intake@/intake?host=/run/postgresql",
        "INTAKE_STORAGE__FILES": "s3://bucket/2566/",
        "INTAKE_STORAGE__LOCAL": "/var/lib/intake",
    }
    storage = load(shipped, wide).storage
    assert (storage.database, storage.files) == (wide["INTAKE_STORAGE__DATABASE"], "s3://bucket/2566")
    assert storage.beside == Path("/var/lib/intake/intake.db")
