"""`rasid demo`: the main job on embedded servers, from articles to events on the terminal."""

from __future__ import annotations

import shutil
import signal
import sys
import time
from importlib import resources
from typing import Any

import click

from streams.embedded import EmbeddedServers
from streams.errors import UsageError
from streams.settings import Settings, load_settings

# Ten times what a slow machine needs for the samples; beyond it something is stuck and waiting longer helps nobody.
PATIENCE_S = 180.0
POLL_S = 0.2


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
    from streams.commands.setup import install_all
    from streams.commands.up import embedded_settings
    from streams.demo import Run
    from streams.subprocesses import worker_process

    # Told to end, it stops its servers and its worker as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    settings = load_settings()
    folder = settings.data_dir / "demo"
    servers = EmbeddedServers(folder, default_ports=False)
    if servers.status() is not None:
        raise UsageError(f"a demo runs already in {folder}; stop it with Ctrl-C, or set RASID_DATA_DIR elsewhere")
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    started = time.monotonic()
    say("starting Kafka and Elasticsearch (embedded) …")
    with servers as endpoints:
        local = embedded_settings(settings, endpoints).model_copy(update={"data_dir": folder, "telemetry_port": 0})
        install_all(local)
        say(f"Kafka {local.kafka_servers}, Elasticsearch {local.elasticsearch_url}; starting a worker …")
        with worker_process(local, folder / "worker.log") as worker:
            run = Run(local, worker, started)
            status = run.feed(list(paths) or [sample_folder()], source)
            status = run.until_indexed(PATIENCE_S, POLL_S) or status
            run.report()
            if not once:
                stay(run, local)
    return status


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

