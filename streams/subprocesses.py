"""A worker as a process of its own, for `rasid demo`, `rasid bench` and the tests: it ends with whoever started it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from streams.errors import WorkerError
from streams.process import end
from streams.settings import Settings

STOP_S = 20.0
LOG_LINES = 15
_PR_SET_PDEATHSIG = 1


class WorkerProcess:
    """A running worker with its log."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log = log

    def check(self) -> None:
        """Make sure that it runs.

        Raises:
            WorkerError: it has ended; the last lines of its log say why.
        """
        if self.process.poll() is not None:
            raise WorkerError(f"the worker ended with status {self.process.returncode}; {self.tail()}")

    def tail(self) -> str:
        """Return the last lines of the log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
        return f"the end of {self.log}:\n" + "\n".join(lines)

    def stop(self) -> None:
        """Stop it in order; kill it if it does not."""
        end(self.process, STOP_S)


@contextmanager
def worker_process(settings: Settings, log: Path, *options: str) -> Iterator[WorkerProcess]:
    """Start `rasid worker` with these settings and stop it at the end.

    It has a session of its own, so that Ctrl-C reaches whoever started it first; on Linux it also ends if that process
    is killed.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams.cli", "worker", *options],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            env=os.environ | environment(settings),
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
    worker = WorkerProcess(process, log)
    try:
        yield worker
    finally:
        worker.stop()


def environment(settings: Settings) -> dict[str, str]:
    """Return settings as the environment of another process."""
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    return {
        f"RASID_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in values.items()
        if value is not None
    }


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
