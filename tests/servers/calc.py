"""LibreOffice without a window: opens a workbook, computes its formulas, and says what each cell shows."""

import shutil
import subprocess
from pathlib import Path

import pytest

_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,{sheet}"
"""Commas, quotes, UTF-8, cells as they are shown, one sheet (LibreOffice, "Filter Options for CSV")."""


def recalculated(workbook: Path, folder: Path, sheet: int = 1) -> str:
    """The sheet as CSV, each cell as it is shown."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (libreoffice-calc-nogui)")
    made = folder / "calc"
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            _AS_SHOWN.format(sheet=sheet),
            "--outdir",
            str(made),
            str(workbook),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (written,) = made.glob("*.csv")
    text = written.read_text("utf-8")
    shutil.rmtree(made)
    return text
