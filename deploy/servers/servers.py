"""Real Kafka and Elasticsearch for the tests: fetched through Maven, run on free ports, ended by process id.

    python deploy/servers/servers.py fetch            what is needed, into .cache/servers
    python deploy/servers/servers.py run              both, until Ctrl-C; prints the settings that reach them

Elasticsearch is the distribution for integration tests: the server without its optional modules. A plugin of a few
lines brings Lucene's Arabic analysis, which a full Elasticsearch has built in. It needs a JDK of 21 or newer
(JAVA_HOME, or one under /usr/lib/jvm) and Maven.
"""

from __future__ import annotations

import base64
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
KAFKA, ELASTICSEARCH = "kafka-4.2.0", "elasticsearch-9.5.0"
MIN_JAVA = 21
START_S = 300.0
HEAP = ("-Xms512m", "-Xmx512m")
# These servers live for minutes: starting soon is worth more than running fast.
QUICK = ("-XX:TieredStopAtLevel=1",)


class Unavailable(Exception):
    """The servers cannot be had on this machine; says why."""


def java_home() -> Path:
    """Return a JDK that is new enough.

    Raises:
        Unavailable: there is none.
    """
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    installed = Path("/usr/lib/jvm")
    for home in [*named, *(sorted(installed.iterdir()) if installed.is_dir() else [])]:
        release = home / "release"
        found = re.search(r'JAVA_VERSION="(\d+)', release.read_text("utf-8")) if release.is_file() else None
        if found and int(found[1]) >= MIN_JAVA and (home / "bin" / "javac").is_file():
            return home
    raise Unavailable(f"no JDK of {MIN_JAVA} or newer; install one and let JAVA_HOME name it")


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class RealServers:
    """One Kafka and one Elasticsearch; `folder` keeps what was fetched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.java = java_home()
        self.run_folder: Path | None = None
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def fetch(self) -> None:
        """Fetch the servers and build the plugin, unless they are there.

        Raises:
            Unavailable: Maven is missing or fails.
        """
        if not (self.folder / KAFKA / "fetched").is_file():
            if shutil.which("mvn") is None:
                raise Unavailable("Maven (mvn) is not installed")
            command = ["mvn", "-B", "-q", "-f", str(HERE / "pom.xml"), "generate-resources"]
            done = subprocess.run([*command, f"-Dservers={self.folder}"], capture_output=True, text=True, check=False)
            if done.returncode:
                raise Unavailable(f"Maven could not fetch the servers: {(done.stdout + done.stderr)[-1000:]}")
            (self.folder / KAFKA / "fetched").touch()
        self._build_plugin()

    def _build_plugin(self) -> None:
        target = self.folder / ELASTICSEARCH / "plugins" / "rasid-arabic-analysis"
        source, descriptor = (
            HERE / "plugin" / "ArabicAnalysisPlugin.java",
            HERE / "plugin" / "plugin-descriptor.properties",
        )
        jar = target / "plugin.jar"
        if jar.is_file() and jar.stat().st_mtime > max(source.stat().st_mtime, descriptor.stat().st_mtime):
            return
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(descriptor, target)
        with tempfile.TemporaryDirectory() as build:
            libraries = str(self.folder / ELASTICSEARCH / "lib" / "*")
            compile_command = [
                str(self.java / "bin" / "javac"),
                "--release",
                str(MIN_JAVA),
                "-cp",
                libraries,
                "-d",
                build,
            ]
            self._tool([*compile_command, str(source)])
            self._tool([str(self.java / "bin" / "jar"), "--create", "--file", str(jar), "-C", build, "."])

    def _tool(self, command: list[str]) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"{Path(command[0]).name} failed: {(done.stdout + done.stderr)[-2000:]}")

    def start(self) -> dict[str, str]:
        """Start both and wait until they answer; returns `kafka_servers` and `elasticsearch_url`.

        Raises:
            Unavailable: one does not start; with the end of its log.
        """
        self.run_folder = Path(tempfile.mkdtemp(prefix="rasid-servers-"))
        self.run_folder.chmod(0o755)
        kafka, controller = free_ports(2)
        try:
            self._start_elasticsearch()
            self._start_kafka(kafka, controller)
            self._wait("kafka", lambda: _kafka_answers(kafka))
            self._wait("elasticsearch", lambda: _elasticsearch_answers(self._http_address()))
        except BaseException:
            self.stop()
            raise
        return {"kafka_servers": f"127.0.0.1:{kafka}", "elasticsearch_url": f"http://{self._http_address()}"}

    def stop(self) -> None:
        """End both, at once: nothing of theirs is kept."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()
        if self.run_folder is not None:
            shutil.rmtree(self.run_folder, ignore_errors=True)
            self.run_folder = None

    def freeze(self, name: str, frozen: bool) -> None:
        """Stop a server (`kafka` or `elasticsearch`) in the middle of its work, or let it go on."""
        os.killpg(self.processes[name].pid, signal.SIGSTOP if frozen else signal.SIGCONT)

    def _start_kafka(self, port: int, controller: int) -> None:
        folder = self._private_folder("kafka")
        properties = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(folder / "data"),
            "auto.create.topics.enable": "false",
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
        }
        config = folder / "server.properties"
        config.write_text("".join(f"{name}={value}\n" for name, value in properties.items()), "utf-8")
        java = [str(self.java / "bin" / "java"), *HEAP, *QUICK, "-cp", str(self._readable(KAFKA) / "libs" / "*")]
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        self._launch(
            "kafka-format", [*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(config)]
        ).wait()
        self._launch("kafka", [*java, "kafka.Kafka", str(config)])

    def _start_elasticsearch(self) -> None:
        folder = self._private_folder("elasticsearch")
        home = self._readable(ELASTICSEARCH)
        shutil.copytree(home / "config", folder / "config")
        settings = {
            "cluster.name": "rasid-tests",
            "discovery.type": "single-node",
            # It takes free ports by itself, when it gets so far, and writes them to files beside its logs.
            "http.port": 0,
            "transport.port": 0,
            "node.portsfile": True,
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "xpack.security.enabled": False,
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        lines = [f"{name}: {json.dumps(value)}\n" for name, value in settings.items()]
        (folder / "config" / "elasticsearch.yml").write_text("".join(lines), "utf-8")
        # Not above the configuration: the server refuses to start where its temporary folder could write there.
        (folder / "tmp").mkdir()
        self._own(folder)
        environment = {
            "ES_JAVA_HOME": str(self.java),
            "ES_PATH_CONF": str(folder / "config"),
            "ES_JAVA_OPTS": " ".join((*HEAP, *QUICK)),
            "ES_TMPDIR": str(folder / "tmp"),
        }
        self._launch("elasticsearch", [str(home / "bin" / "elasticsearch")], environment)

    def _http_address(self) -> str | None:
        assert self.run_folder is not None
        try:
            lines = (self.run_folder / "elasticsearch-run" / "logs" / "http.ports").read_text("utf-8").split()
        except OSError:
            return None
        return next((line for line in lines if line.startswith("127.0.0.1:")), None)

    def _readable(self, name: str) -> Path:
        """Return a server's folder where the user that runs it can read it: a copy, if a parent is private."""
        home = (self.folder / name).resolve()
        if os.geteuid() or all(parent.stat().st_mode & 0o005 == 0o005 for parent in [home, *home.parents]):
            return home
        assert self.run_folder is not None
        copy = self.run_folder / name
        if not copy.is_dir():
            shutil.copytree(home, copy)
        return copy

    def _private_folder(self, name: str) -> Path:
        assert self.run_folder is not None
        folder = self.run_folder / f"{name}-run"
        folder.mkdir()
        self._own(folder)
        return folder

    def _own(self, folder: Path) -> None:
        """Give a folder to the user that runs the servers: Elasticsearch refuses to run as root."""
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, nobody.pw_uid, nobody.pw_gid)

    def _launch(self, name: str, command: list[str], more: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        assert self.run_folder is not None
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.run_folder), "LANG": "C.UTF-8", **(more or {})}
        with (self.run_folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                cwd=self.run_folder, env=environment, **user,
            )  # fmt: skip
        if name in ("kafka", "elasticsearch"):
            self.processes[name] = process
        return process

    def _wait(self, name: str, answers: Any) -> None:
        assert self.run_folder is not None
        deadline = time.monotonic() + START_S
        while not answers():
            status = self.processes[name].poll()
            if status is not None or time.monotonic() > deadline:
                log = (self.run_folder / f"{name}.log").read_text("utf-8", "replace")[-3000:]
                how = "did not answer in time" if status is None else f"ended with status {status}"
                raise Unavailable(f"{name} {how}: {log}")
            time.sleep(0.25)


def _kafka_answers(port: int) -> bool:
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError

    try:
        client = KafkaAdminClient(bootstrap_servers=f"127.0.0.1:{port}", bootstrap_timeout_ms=2000)
    except (KafkaError, OSError):
        return False
    client.close()
    return True


def _elasticsearch_answers(address: str | None) -> bool:
    if address is None:
        return False
    try:
        with urllib.request.urlopen(f"http://{address}/_cluster/health?wait_for_status=yellow", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def main() -> int:
    """Run a command; see the top of this file."""
    command = sys.argv[1:]
    if command not in (["fetch"], ["run"]):
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    servers: RealServers | None = None
    try:
        servers = RealServers(HERE.parents[1] / ".cache" / "servers")
        servers.fetch()
        if command == ["fetch"]:
            return 0
        for name, value in servers.start().items():
            print(f"export RASID_{name.upper()}={value}", flush=True)
        while True:
            signal.pause()
    except Unavailable as err:
        print(f"servers: {err}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        pass
    finally:
        if servers is not None:
            servers.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
