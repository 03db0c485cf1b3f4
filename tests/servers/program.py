"""`intake`, loaded once and forked for every command: seconds of imports and templates are saved.

Each command still is a process of its own, with its own environment, folder and standard streams; its
parser's helper is forked as well. What must be started as an organiser starts it (the daemon) is not started
here.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

_LOOK_SECONDS = 0.005


class Program:
    """Forks commands off one process, which ends with ours.

    `preparing`: a module of the tests, whose `prepare()` is called in every command before it begins.
    """

    def __init__(self, preparing: str = "") -> None:
        self._origin = subprocess.Popen(
            [sys.executable, "-P", __file__, *filter(None, [preparing])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
            | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )

    def close(self) -> None:
        """Ends it."""
        with self._origin as origin:
            assert origin.stdin
            origin.stdin.close()

    def run(
        self, arguments: list[str], folder: Path, environment: dict[str, str], stdin: bytes, seconds: float
    ) -> subprocess.CompletedProcess[bytes]:
        """One command to its end; an assertion fails if it takes longer than `seconds`."""
        with tempfile.TemporaryDirectory() as streams:
            place = Path(streams)
            (place / "0").write_bytes(stdin)
            order = {
                "arguments": arguments,
                "folder": str(folder),
                "environment": environment,
                "streams": streams,
            }
            code = self._order(order | {"seconds": seconds})
            out, err = ((place / name).read_bytes() for name in ("1", "2"))
        assert code is not None, f"{arguments} took more than {seconds} s: {err.decode()}"
        return subprocess.CompletedProcess(arguments, code, out, err)

    def _order(self, order: dict[str, Any]) -> int | None:
        assert self._origin.stdin and self._origin.stdout
        self._origin.stdin.write(json.dumps(order).encode() + b"\n")
        self._origin.stdin.flush()
        code: int | None = json.loads(self._origin.stdout.readline())
        return code


def _serve() -> None:
    from servers import forked_helper

    import intake.main
    from notifications.rendering.environment import stationery

    forked_helper.load()
    for place in intake.main.COMMANDS.values():  # which each command would import anew
        importlib.import_module(place.partition(":")[0])
    stationery(None)  # the letters' templates, which each command would compile anew
    prepare = importlib.import_module(sys.argv[1]).prepare if sys.argv[1:] else lambda: None
    tell = os.fdopen(os.dup(1), "wb", buffering=0)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            forked_helper.put_in()
            _become(prepare, intake.main.main, order)
        tell.write(json.dumps(_ended(child, order["seconds"])).encode() + b"\n")


def _become(prepare: Any, main: Any, order: dict[str, Any]) -> NoReturn:
    """What `python -m intake` does from here on."""
    code: object = 1
    try:
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        for number, mode in enumerate((os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)):
            os.dup2(os.open(Path(order["streams"], str(number)), mode, 0o600), number)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - the old one has read ahead
        sys.argv = ["intake", *order["arguments"]]
        prepare()
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0)


def _ended(child: int, seconds: float) -> int | None:
    """Its exit code, negative for a signal; None, and it is killed, when it goes on for too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(_LOOK_SECONDS)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return None


if __name__ == "__main__":
    _serve()
