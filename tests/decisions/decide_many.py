"""Run as a program by the tests: decides the given messages of a database, in a process of its own."""

import sys

from desk import Desk

from storage.engine import open_database
from storage.files import FileStore


def main(url: str, files: str, numbers: list[int]) -> None:
    desk = Desk(open_database(url), FileStore(files))
    for number in numbers:
        desk.decide(number, sender=f"{number}@maesai.go.th")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], [int(number) for number in sys.argv[3:]])
