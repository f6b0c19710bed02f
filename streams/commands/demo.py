"""`rasid demo`: the main job on embedded servers, from articles to events on the terminal."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import click

from streams.embedded import EmbeddedServers
from streams.errors import UsageError
from streams.settings import Settings, load_settings

# Ten times what a slow machine needs for the samples; beyond it something is stuck and waiting longer helps nobody.
PATIENCE_S = 180.0
POLL_S = 0.2
ENDING = (signal.SIGTERM, signal.SIGHUP)


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option("--once", is_flag=True, help="End when all articles are indexed.")
@click.option("--source", help="The outlet's name, for articles that name none.")
@click.option("--keep", is_flag=True, help="Keep the data of an earlier demo and add to it.")
def demo(paths: tuple[str, ...], once: bool, source: str | None, keep: bool) -> int:
    """Run everything on embedded servers: articles through Kafka, Faust, the model and Elasticsearch.

    Without PATHs the sample articles are taken. Events are printed as they become searchable; then the servers stay up
    until Ctrl-C, so that `rasid search` and `rasid feed` can be tried from another terminal. Data is kept under
    RASID_DATA_DIR/demo and removed at the next start.
    """
    settings = load_settings()
    folder = settings.data_dir / "demo"
    servers = EmbeddedServers(folder, default_ports=False)
    with only_demo(settings.data_dir / "demo.lock"):
        end_in_order()
        if servers.stop():
            say("stopped the servers that an earlier demo left behind")
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
        return run_demo(servers, settings, list(paths) or [sample_folder()], source, once)


def run_demo(servers: EmbeddedServers, settings: Settings, paths: Sequence[str], source: str | None, once: bool) -> int:
    """Send the articles of paths through servers and a worker of the demo's own, and return the exit status."""
    from streams.commands.setup import install_all
    from streams.commands.up import embedded_settings
    from streams.demo import Run
    from streams.subprocesses import worker_process

    folder = settings.data_dir / "demo"
    started = time.monotonic()
    say("starting Kafka and Elasticsearch (embedded) …")
    with servers as endpoints:
        local = embedded_settings(settings, endpoints).model_copy(update={"data_dir": folder, "telemetry_port": 0})
        install_all(local)
        say(f"Kafka {local.kafka_servers}, Elasticsearch {local.elasticsearch_url}; starting a worker …")
        with worker_process(local, folder / "worker.log") as worker:
            run = Run(local, worker, started)
            status = run.feed(paths, source)
            status = run.until_indexed(PATIENCE_S, POLL_S) or status
            run.report()
            if not once:
                stay(run, local)
    return status


@contextmanager
def only_demo(path: Path) -> Iterator[None]:
    """Hold the lock of a data folder's demo; the system lets go of it however the process ends.

    Raises:
        UsageError: another demo has it, or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("a+", encoding="utf-8")
    except OSError as err:
        raise UsageError(f"no folder for the demo: {err}; set RASID_DATA_DIR to another") from err
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as err:
            lock.seek(0)
            raise UsageError(
                f"a demo runs already in {path.parent} (process {lock.read().strip()}); stop it with Ctrl-C, "
                "or set RASID_DATA_DIR elsewhere"
            ) from err
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def end_in_order() -> None:
    """Stop servers and worker, as after Ctrl-C, when told to end or when the terminal closes."""

    def leave(number: int, frame: object) -> None:
        for name in ENDING:
            signal.signal(name, signal.SIG_IGN)
        sys.exit(128 + number)

    for name in ENDING:
        if signal.getsignal(name) != signal.SIG_IGN:  # as `nohup` leaves SIGHUP
            signal.signal(name, leave)


def sample_folder() -> str:
    """Return the folder of the sample articles."""
    return str(resources.files("streams").joinpath("samples"))


def say(text: str) -> None:
    """Tell the progress on standard error."""
    click.echo(f"rasid: {text}", err=True)


def stay(run: Any, settings: Settings) -> None:
    """Print further events until Ctrl-C."""
    say("in another terminal:")
    for name, value in connection(settings).items():
        say(f"  export {name}={value}")
    say('  rasid search "هجوم داقوق"     rasid feed FILE     rasid rejected list')
    say("Ctrl-C ends the demo")
    try:
        while True:
            run.print_new()
            time.sleep(1.0)
    except KeyboardInterrupt:
        say("stopping …")


def connection(settings: Settings) -> dict[str, str]:
    """Return the variables with which other commands reach the demo."""
    return {
        "RASID_KAFKA_SERVERS": settings.kafka_servers,
        "RASID_ELASTICSEARCH_URL": settings.elasticsearch_url,
        "RASID_ELASTICSEARCH_FLAVOR": "embedded",
    }
