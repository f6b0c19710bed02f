"""Processes by id and time of start, since an id alone may be another's by now; and their end."""

from __future__ import annotations

import subprocess
from pathlib import Path


def start_time(pid: int) -> str | None:
    """Return when a process started, as the system words it; None if there is none, or only what is left of it."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            # The name in parentheses may hold spaces; state is the first field behind it, the start the twentieth.
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else fields[19]
    found = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False, timeout=10
    ).stdout.strip()
    state, _, started = found.partition(" ")
    return None if not started or state.startswith("Z") else started.strip()


def is_running(pid: int, started: str) -> bool:
    """Whether the process of this id still is the one that started then."""
    return start_time(pid) == started


def end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """End a process in order, and kill it if it still runs after so many seconds."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
