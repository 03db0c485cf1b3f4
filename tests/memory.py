"""How much memory this process holds while one thing is done, whatever it held before."""

import gc
import re
from pathlib import Path

MEBIBYTE = 1024 * 1024


def peak_from_now() -> int:
    """Resets the mark of the most memory held (proc(5), clear_refs) and says where it stands, in bytes."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return peak_resident()


def peak_resident() -> int:
    """The most bytes that this process held resident since the mark was last reset."""
    return int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) * 1024
